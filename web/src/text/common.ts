/** What is said on every page: buttons, errors, times, roles and states. */

import { duration } from "./amounts";

export const common = {
  loading: "Loading…",
  again: "Try again",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  saved: "Saved.",
};

export const errors = {
  offline: "The server does not answer. Check that it runs and that you are connected.",
  unexpected: (status: number) => `Something unexpected came back (${status}).`,
  failed: "That did not work",
  notShown:
    "This page could not be shown. Boxwright may have been updated since the tab was opened, or the line is down. Your changes are kept; try again.",
  missing: "There is nothing here",
  adminOnly: "This page is for the project's admins.",
};

export const time = {
  seconds: duration,
  at: (iso: string) => new Date(iso).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" }),
  day: (iso: string) => new Date(iso).toLocaleDateString("en", { dateStyle: "medium" }),
};

export const roles = { annotator: "Annotator", reviewer: "Reviewer", admin: "Admin" };

export const imageStates = { open: "Open", boxed: "Boxed", accepted: "Accepted" };

export const objectStates = { drawn: "Drawn", suggested: "Suggested", accepted: "Accepted", fixed: "Fixed" };
