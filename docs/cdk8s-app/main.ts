import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';

/** A web server, its settings, and the address of its database. */
class Shop extends Chart {
  constructor(app: App, id: string, replicas: number) {
    super(app, id, { namespace: 'shop', labels: { app: 'shop' } });
    new k8s.KubeNamespace(this, 'namespace', { metadata: { name: 'shop' } });
    new k8s.KubeSecret(this, 'database', { metadata: { name: 'database' }, stringData: { url: 'postgres://shop:changeme@db.example.org/shop' } });
    const settings = new k8s.KubeConfigMap(this, 'settings', { data: { LOG_LEVEL: 'info' } });
    new k8s.KubeDeployment(this, 'web', {
      spec: {
        replicas,
        selector: { matchLabels: { app: 'shop' } },
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: {
            serviceAccountName: 'default',
            containers: [{
              name: 'web',
              image: 'registry.example.org/shop:1.4.2',
              ports: [{ containerPort: 8080 }],
              env: [
                { name: 'LOG_LEVEL', valueFrom: { configMapKeyRef: { name: settings.name, key: 'LOG_LEVEL' } } },
                { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'database', key: 'url' } } },
              ],
            }],
          },
        },
      },
    });
    new k8s.KubeService(this, 'service', {
      metadata: { name: 'shop' },
      spec: { selector: { app: 'shop' }, ports: [{ port: 80, targetPort: k8s.IntOrString.fromNumber(8080) }] },
    });
  }
}

const app = new App();
new Shop(app, 'shop', 2);
app.synth();
