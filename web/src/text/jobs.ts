/** What workers do for a project. */

import { duration, of } from "./amounts";

export const jobs = {
  kinds: {
    import: "Importing",
    prepare: "Making thumbnails",
    export: "Making the zip",
    suggest: "Suggesting",
    candidates: "Making masks to choose from",
    suggest_all: "Suggesting masks",
    round: "Training",
  },
  queued: "Waiting for a worker",
  running: "Running",
  done: (done: number, total: number, unit: string) =>
    `${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit}`.trim(),
  problems: {
    import: (n: number) => `Left out ${of(n, "file")}.`,
    prepare: (n: number) => `No thumbnail or tiles for ${of(n, "picture")}.`,
  },
  showProblems: "Show which",
  problemsTitle: { import: "Left out of the import", prepare: "Without thumbnail or tiles" },
  moreProblems: "Show more",
  left: (seconds: number) => `about ${duration(seconds)} left`,
};
