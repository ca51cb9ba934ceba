import { kubectlCommand } from '../../src/cli/demo/action.ts';
import { performThroughApi } from '../../src/cli/demo/api-actions.ts';
import { walkthrough } from './theatre.ts';

walkthrough('the requests of the demo', (theatre, action) => performThroughApi(theatre.stage.api, action));

walkthrough('the real kubectl', (theatre, action) => {
  const { argv, stdin } = kubectlCommand(action);
  return theatre.kubectl(argv, stdin);
});
