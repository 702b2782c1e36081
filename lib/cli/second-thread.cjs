'use strict';

/** What a second thread runs: the same program, which does its share of some work. */

const { parentPort, workerData } = require('node:worker_threads');
const { loadTool } = require('./launcher.cjs');

void loadTool()
  .then(({ doShare }) => doShare(workerData.share))
  .catch(() => []) // then the first thread does all of it, and says what is wrong
  .then(done => workerData.port.postMessage(done))
  .finally(() => {
    Atomics.store(workerData.ended, 0, 1);
    Atomics.notify(workerData.ended, 0);
    parentPort.unref();
  });
