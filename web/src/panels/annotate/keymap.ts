/** The keys a person chose, kept in this browser for each user. */
import { useEffect, useState } from "react";
import { type Editor, type Keymap, usualKeymap } from "../../editor";
import { keep, readKept } from "./kept";

/** The person's keymap, in force on the editor, and how to change it. */
export function useKeymap(user: number, editor: Editor): [Keymap, (keymap: Keymap) => void] {
  const place = `keys.${user}`;
  const [keymap, setKeymap] = useState<Keymap>(() => ({ ...usualKeymap, ...readKept<Keymap>(place) }));
  useEffect(() => editor.setKeymap(keymap), [editor, keymap]);
  const change = (wanted: Keymap) => {
    keep(place, wanted);
    setKeymap(wanted);
  };
  return [keymap, change];
}
