/** A child for native-child.test.ts. Its argument selects its behaviour. */
import { answerParent } from '../../../src/hns/transport/native-child.ts';

switch (process.argv[2]) {
  case 'answers':
    answerParent({ answer: process.argv.slice(3) });
    // A native call that hangs keeps the process alive.
    setInterval(() => {}, 1000);
    break;
  case 'crashes':
    process.abort();
    break;
  case 'ends':
    process.exitCode = 3;
    console.error('no\tidea\nwhy');
    break;
  default:
    for (;;);
}
