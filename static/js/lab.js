// SPDX-License-Identifier: Apache-2.0
// Every page's script: the tools in the bar, and the elements of the labs. The
// parts of a lab are defined before the lab that talks to them.
import { NLBytes } from './bytes/bytes.js';
import { NLExercise } from './exercise/exercise.js';
import { NLFields } from './fields/fields.js';
import { NLMeasure } from './fields/measure.js';
import { NLStruct } from './fields/struct.js';
import { NLLab } from './lab/lab.js';
import { NLRun } from './run/run.js';
import { NLTools } from './run/tools.js';
import { NLTimeline } from './timeline/timeline.js';
import { NLInspect } from './views/inspect.js';
import { NLTabs } from './views/tabs.js';
import { offerTrials } from './views/trials.js';

for (const [name, element] of Object.entries({
  'nl-bytes': NLBytes, 'nl-fields': NLFields, 'nl-measure': NLMeasure, 'nl-struct': NLStruct, 'nl-run': NLRun,
  'nl-tools': NLTools, 'nl-timeline': NLTimeline, 'nl-inspect': NLInspect, 'nl-tabs': NLTabs, 'nl-lab': NLLab,
  'nl-exercise': NLExercise,
})) customElements.define(name, element);
offerTrials(document);
