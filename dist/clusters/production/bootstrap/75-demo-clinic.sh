#!/usr/bin/env bash
# Generated from clusters/production.ts by "npm run synth"; edits are lost. sha256:27a28f54521d514c
. "$(dirname "$0")/lib.sh"

cat <<END
1. Open the web site of the environment, one of: $ENVIRONMENTS. Sign up as a clinic.
2. Ask for the id of the account; curl asks for its password, and the answer has the id as userid:
     curl --request POST --user ADDRESS https://HOST/auth/login
3. Write it into clusters/$CLUSTER_NAME.ts: environments: { ENVIRONMENT: { clinicDemoUserId: 'ID' } }
4. npm run synth, commit, push. Flux does the rest.
END
