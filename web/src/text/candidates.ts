/** Candidates for a mask, smart edit and the slider for tau. */

export const candidates = {
  title: "Candidates",
  lead: "Click one to see it on the picture. Space accepts what you see, Esc goes back.",
  nothing: "Select an object to see the masks it could have.",
  notStored: "The object is not saved yet.",
  none: "There is no mask to choose from.",
  waiting: "Asking the server…",
  offline: "The server does not answer. Smart edit and candidates need it; brush, eraser and polygon work without.",
  failed: "The masks could not be made. Try again.",
  certainty: (share: number) => `${Math.round(share * 100)} % certain`,
  pick: (origin: string) => `Show the mask by ${origin}`,
  pins: "Click or paint what belongs to the object; with Ctrl, the right button or the switch, what does not. Space accepts, Esc goes back.",
  accepting: "The mask is accepted as soon as it comes.",
  tau: "Sure above",
  percent: (hundredths: number) => `${hundredths} %`,
  tauHint: "Only what the model is surer of is kept; hatched pixels are left out.",
  noModel: "Needs a model: train a round and promote it.",
};
