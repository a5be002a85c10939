/** The keys a person chose, kept in this browser for each user; actions of the same name have the same keys on every page. */
import { useState } from "react";
import { type Keymap, usualKeymap } from "../../editor/keymap";
import { keep, readKept } from "./kept";

/** The person's keymap and how to change it. */
export function useKeymap(user: number): [Keymap, (keymap: Keymap) => void] {
  const place = `keys.${user}`;
  const [keymap, setKeymap] = useState<Keymap>(() => ({ ...usualKeymap, ...readKept<Keymap>(place) }));
  const change = (wanted: Keymap) => {
    keep(place, wanted);
    setKeymap(wanted);
  };
  return [keymap, change];
}
