/** Everything the page says, in one place, by area. Words as in CONTEXT.md; a translation replaces these modules. */

import * as accounts from "./accounts";
import * as annotate from "./annotate";
import * as candidates from "./candidates";
import * as common from "./common";
import * as hints from "./hints";
import { history } from "./history";
import * as images from "./images";
import * as jobs from "./jobs";
import * as keys from "./keys";
import * as progress from "./progress";
import * as projects from "./projects";
import * as reviews from "./review";
import * as rounds from "./rounds";
import * as saving from "./saving";
import * as shell from "./shell";

export const text = {
  product: "Boxwright",
  ...common,
  ...shell,
  ...accounts,
  ...projects,
  ...images,
  ...jobs,
  ...annotate,
  history,
  ...hints,
  ...candidates,
  ...saving,
  ...keys,
  ...rounds,
  ...progress,
  ...reviews,
};
