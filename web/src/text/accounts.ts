/** Set-up, signing in, accounts and users. */

export const setup = {
  title: "Create the admin account",
  lead: "You are the first one here. This account manages users and sees every project.",
  name: "Name",
  password: "Password",
  passwordHint: "At least 8 characters.",
  token: "Set-up token",
  tokenHint: "Printed where the server was started.",
  create: "Create account",
};

export const signIn = { title: "Sign in", name: "Name", password: "Password", enter: "Sign in" };

export const account = {
  title: "Account",
  password: "Password",
  old: "Current password",
  new: "New password",
  change: "Change password",
  passwordChanged: "Password changed.",
  tokens: "API tokens",
  tokensLead: "For scripts that use the REST API, sent as “Authorization: Bearer …”. A token may do what you may do.",
  tokenName: "Name",
  scope: "May",
  scopes: { read: "Read", write: "Read and write" },
  make: "Make token",
  secret: "Copy it now; it is shown only this once.",
  copy: "Copy",
  copied: "Copied.",
  used: (when: string) => `used ${when}`,
  unused: "never used",
  revoke: "Revoke",
  revokeOf: (name: string) => `Revoke ${name}`,
};

export const users = {
  title: "Users",
  add: "New user",
  create: "Create user",
  asAdmin: "Admin of this install: manages users and sees every project",
  admin: "Install admin",
  user: "User",
  disabled: "Disabled",
  since: (day: string) => `since ${day}`,
  actions: (name: string) => `What to do with ${name}`,
  setPassword: "Set a new password…",
  passwordOf: (name: string) => `New password for ${name}`,
  makeAdmin: "Make install admin",
  unmakeAdmin: "No longer install admin",
  disable: "Disable",
  enable: "Enable",
};
