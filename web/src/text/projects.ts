/** Projects, their classes, settings and members. */

import { of } from "./amounts";

export const projects = {
  title: "Projects",
  create: "New project",
  sample: "Load the sample project",
  none: "No projects yet",
  noneLead:
    "Make one with your own classes and pictures, or load the sample project to try drawing boxes and getting masks right away.",
  noneMember: "You are not a member of a project yet. Ask its admin to add you.",
  noImages: "No images yet",
  counts: (all: number, open: number, boxed: number, accepted: number) =>
    `${of(all, "image")}: ${open.toLocaleString("en")} open, ${boxed.toLocaleString("en")} boxed, ${accepted.toLocaleString("en")} accepted`,
};

export const newProject = { title: "New project", name: "Name", create: "Create project" };

export const classes = {
  title: "Classes",
  hint: "What can be in a picture. The key chooses the class while drawing; colours can be changed at any time.",
  frozen:
    "A round has trained on these classes, so their order stays. You can rename and recolour them and append new ones.",
  headColor: "Colour",
  headName: "Name",
  headKey: "Key",
  placeholder: "e.g. cat",
  find: "Find a class",
  notFound: "No class is called that.",
  name: (n: number) => `Name of class ${n}`,
  color: (n: number) => `Colour of class ${n}`,
  key: (n: number) => `Key of class ${n}`,
  taken: (key: string, by: string) => `The key ${key} is taken: ${by}. Choose another, or none.`,
  remove: (n: number) => `Remove class ${n}`,
  add: "Add class",
};

export const settings = {
  title: "Settings",
  deleteAsk: "Delete this project…",
  delete: "Delete the project",
  deleteLead: "All its images, objects, masks, rounds and models are deleted. This cannot be undone.",
  typeName: (name: string) => `Type “${name}” to go on`,
};

export const members = {
  title: "Members",
  name: "Name",
  password: "Password",
  role: "Role",
  add: "Add member",
  fresh: "Create a new account for them",
  roleOf: (name: string) => `Role of ${name}`,
  remove: (name: string) => `Remove ${name}`,
  may: {
    annotator: "draws boxes, accepts and fixes masks",
    reviewer: "also sends images back and exports",
    admin: "also imports, trains, promotes and manages members",
  },
};
