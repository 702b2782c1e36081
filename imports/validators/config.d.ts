/** Whether a value has the shape of charts/config.schema.json. */
declare const isConfig: (value: unknown) => boolean;
export default isConfig;
