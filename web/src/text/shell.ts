/** The frame around the pages, and the page that is not there. */

export const shell = {
  theme: (theme: string) => `Switch to ${theme}`,
  account: "Account",
  users: "Users",
  signOut: "Sign out",
  projectPages: "Pages of this project",
  skip: "Skip to content",
  home: "Boxwright: all projects",
};

export const missing = {
  title: "There is no such page",
  lead: "The address may be mistyped, or what was here is gone.",
  home: "All projects",
};
