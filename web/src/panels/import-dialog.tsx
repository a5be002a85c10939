/** Importing a zip or a folder on the server: what is in it, and what to take from it. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { hasBoxes } from "../api/errors";
import { upload } from "../api/upload";
import { text } from "../text";
import { Dialog } from "./dialog";
import { CheckField, FormError, TextField, useForm } from "./field";
import { Bar } from "./states";

type Choice = "zip" | "folder";

function Source({ source, choose }: { source: Choice; choose: (source: Choice) => void }) {
  return (
    <fieldset className="plain-set">
      <legend>
        <h3>{text.imports.from}</h3>
      </legend>
      <CheckField type="radio" label={text.imports.zip} checked={source === "zip"} onChange={() => choose("zip")} />
      <CheckField
        type="radio"
        label={text.imports.folder}
        checked={source === "folder"}
        onChange={() => choose("folder")}
      />
      {source === "zip" ? (
        <TextField label={text.imports.file} name="file" type="file" accept=".zip" required />
      ) : (
        <TextField label={text.imports.path} hint={text.imports.pathHint} name="folder" required />
      )}
    </fieldset>
  );
}

function Contents({ voc, setVoc }: { voc: boolean; setVoc: (voc: boolean) => void }) {
  return (
    <fieldset className="plain-set">
      <legend>
        <h3>{text.imports.contents}</h3>
      </legend>
      <CheckField
        type="radio"
        name="format"
        value="pictures"
        label={text.imports.pictures}
        checked={!voc}
        onChange={() => setVoc(false)}
      />
      <CheckField
        type="radio"
        name="format"
        value="voc"
        label={text.imports.voc}
        hint={text.imports.vocHint}
        checked={voc}
        onChange={() => setVoc(true)}
      />
      {voc && (
        <CheckField name="boxes_only" value="true" label={text.imports.boxesOnly} hint={text.imports.boxesOnlyHint} />
      )}
      <CheckField name="gold" value="true" label={text.imports.gold} hint={text.imports.goldHint} />
    </fieldset>
  );
}

export function ImportDialog({ project, onClose }: { project: number; onClose: () => void }) {
  const queries = useQueryClient();
  const [source, setSource] = useState<Choice>("zip");
  const [voc, setVoc] = useState(false);
  const [share, setShare] = useState(0);
  const { onSubmit, error, busy } = useForm(async (_, form) => {
    await upload(`/api/projects/${project}/imports`, new FormData(form), setShare).catch((problem) => {
      if (hasBoxes(problem)) setVoc(true); // the same file, taken as what it is, is one press away
      throw problem;
    });
    queries.invalidateQueries({ queryKey: ["project", project, "jobs"] });
    onClose();
  });
  return (
    <Dialog title={text.imports.title} onClose={onClose}>
      <form className="stack" onSubmit={onSubmit}>
        <Source source={source} choose={setSource} />
        <Contents voc={voc} setVoc={setVoc} />
        <FormError error={error} />
        {busy && <Bar label={text.imports.sending} value={share} of={1} />}
        <div className="row end">
          <button type="submit" className="button primary" disabled={busy}>
            {text.imports.start}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
