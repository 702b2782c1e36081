#!/usr/bin/env bash
# Whether `explain` answers every line of every file of a cluster of each way of delivery, with words that stand where it says; and whether,
# for 240 random fields, each word of the config moves the field if it is named for it, and only then. FC_SEED chooses other fields.
set -euo pipefail
cd "$(dirname "$0")/../.."
EXPLAIN=all npx vitest run --maxWorkers=1 --testTimeout=900000 test/explain.test.ts
