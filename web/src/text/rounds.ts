/** Admin page: holdings, schedule, rounds and scores. */

import { duration, of } from "./amounts";

export const admin = {
  title: "Admin",
  holds: "What the project holds",
  objects: "Objects",
  decided: "Accepted or fixed",
  suggesting: "Suggestions come from",
  byRound: (round: number) => `AnnNet of round ${round}`,
  byProposals: "Proposals: GrabCut + MCG",
  suggestAll: (n: number) => (n === 0 ? "Every object has a mask" : `Suggest for ${of(n, "object")} without a mask`),
  suggestAgain: (n: number) => `Suggest anew for ${of(n, "undecided object")}`,
  rollBack: "Roll back",
  start: "Start a round",
  startNow: "Start",
  oneAtATime: "One round at a time.",
  noRounds: "No rounds yet",
  noRoundsLead:
    "A round trains AnnNet on accepted masks and boxes, predicts masks, trains SegNet on them, and measures both on the gold images. Accept some images and mark a few as gold first.",
  history: "All rounds",
};

export const schedule = {
  title: "Schedule",
  lead: "Starts a round by itself after so many newly accepted images or so many hours. Leave both empty for never.",
  images: "Accepted images",
  hours: "Hours",
  soFar: (n: number) => `${n.toLocaleString("en")} since the last round`,
};

type Counts = { F: number; W: number; gold: number; twins: number };

export const rounds = {
  round: "Round",
  name: (n: number) => `Round ${n}`,
  state: "State",
  states: {
    queued: "Queued",
    proposing: "Running: proposals",
    annnet: "Running: AnnNet",
    pseudo: "Running: pseudo masks",
    segnet: "Running: SegNet",
    measuring: "Running: measuring",
    done: "Done",
    failed: "Failed",
    cancelled: "Cancelled",
  },
  stages: {
    proposing: "Proposals",
    annnet: "AnnNet",
    pseudo: "Pseudo masks",
    segnet: "SegNet",
    measuring: "Measuring",
  },
  queued: "Waiting for the training worker.",
  stageProgress: "Progress of this stage",
  stageLeft: (seconds: number) => `about ${duration(seconds)} left in this stage`,
  iteration: (n: number) => `Iteration ${n}`,
  profileName: "Profile",
  profile: (name: string) => `Profile ${name}`,
  profiles: {
    cpu: "cpu: minutes on two cores",
    few: "few: like cpu, from few masks",
    gpu: "gpu: one graphics card",
    paper: "paper: as published, several GPUs",
    tiny: "tiny: only for tests",
  } as Record<string, string>,
  rounds: "Iterations",
  roundsHint: "AnnNet and pseudo masks, repeated.",
  epochs: "Epochs",
  epochsHint: "Passes over the images.",
  asProfile: "as the profile",
  counts: ({ F, W, gold, twins }: Counts) =>
    `F ${F}, W ${W}, gold ${gold}${twins > 0 ? `; left out ${of(twins, "twin")} of gold` : ""}`,
  next: ({ F, W, gold }: Counts) =>
    `Would train on ${of(F, "accepted image")} (F) and ${of(W, "boxed one")} (W), and measure on ${gold} gold.`,
  twins: (n: number) =>
    n === 1
      ? "1 image is left out: its picture is gold under another name, and gold never trains."
      : `${n.toLocaleString("en")} images are left out: their pictures are gold under other names, and gold never trains.`,
  trainedOn: "Images",
  started: "Started",
  scheduled: "started by the schedule",
  cancel: "Cancel the round",
  promote: "Promote",
  promoteHint: "Its AnnNet then makes the suggestions of this project.",
  promotedAlready: "It makes the suggestions now.",
  notDone: "Only a finished round can be promoted.",
  notBetter: "It did not beat what annotators get today, so it cannot be promoted.",
  notMeasured: "It could not be measured on gold, so it cannot be promoted.",
  suggesting: "Suggests",
  verdict: "Verdict",
  gold: (images: number, objects: number) => `Measured on ${of(images, "gold image")} with ${of(objects, "object")}.`,
  notEnoughGold: (why: string | null) => `Not enough gold. ${why ?? ""}`.trim(),
  objectIou: "Masks on gold, boxes given: IoU per object",
  segnetIou: "SegNet on gold, without boxes: IoU per class",
  source: "Masks from",
  sources: {
    box: "Filled box",
    grabcut: "GrabCut",
    mcg: "MCG",
    fused: "GrabCut + MCG",
    annnet: "AnnNet, this round",
    champion: "AnnNet in use",
  },
  mean: "Mean",
  class: "Class",
  images: "Images",
  background: "background",
  miou: "Mean (mIoU)",
  loss: (network: string) => `Loss of ${network}`,
  strong: "Strong head",
  weak: "Weak head",
  epoch: "Epoch",
  epochOf: (n: number, all: number) => `epoch ${n} of ${all}`,
  download: (network: string) => `${network} weights`,
  log: "Log",
};
