/** Pictures and zips on their way to the server: a few at a time, each with its own progress and its own error. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { create } from "zustand";
import { hasBoxes, wordsOf } from "../api/errors";
import { upload } from "../api/upload";
import { text } from "../text";
import { Icon } from "./icons";
import { Bar } from "./states";
import "./uploads.css";

type Upload = {
  id: number;
  project: number;
  file: File;
  state: "waiting" | "sending" | "done" | "failed";
  share: number;
  error: string;
  format: "pictures" | "voc";
  /** It is a data set that can be imported with its boxes. */
  hasBoxes: boolean;
};

const atOnce = 3;
const useUploads = create<{ uploads: Upload[] }>(() => ({ uploads: [] }));
let count = 0;

const isZip = (file: File) => /\.zip$/i.test(file.name);

function change(id: number, part: Partial<Upload>): void {
  useUploads.setState(({ uploads }) => ({ uploads: uploads.map((u) => (u.id === id ? { ...u, ...part } : u)) }));
}

async function send({ id, project, file, format }: Upload): Promise<void> {
  change(id, { state: "sending" });
  const form = new FormData();
  form.append("file", file);
  if (isZip(file)) form.append("format", format);
  try {
    await upload(`/api/projects/${project}/${isZip(file) ? "imports" : "images"}`, form, (share) =>
      change(id, { share }),
    );
    change(id, { state: "done", share: 1 });
  } catch (problem) {
    change(id, { state: "failed", error: wordsOf(problem), hasBoxes: hasBoxes(problem) });
  }
  sendMore();
}

function sendMore(): void {
  const { uploads } = useUploads.getState();
  const sending = uploads.filter((u) => u.state === "sending").length;
  for (const next of uploads.filter((u) => u.state === "waiting").slice(0, atOnce - sending)) send(next);
}

/** Starts uploading; pictures become images at once, a zip becomes an import job. */
export function startUploads(project: number, files: File[]): void {
  const added = files.map((file): Upload => {
    count += 1;
    return { id: count, project, file, state: "waiting", share: 0, error: "", format: "pictures", hasBoxes: false };
  });
  useUploads.setState(({ uploads }) => ({ uploads: [...uploads, ...added] }));
  sendMore();
}

/** Sends a data set that was refused as pictures again, as what it is. */
function importBoxes(id: number): void {
  change(id, { state: "waiting", share: 0, format: "voc" });
  sendMore();
}

const clear = () =>
  useUploads.setState(({ uploads }) => ({
    uploads: uploads.filter((u) => u.state === "sending" || u.state === "waiting"),
  }));

/** What is being sent and what was refused; nothing when nothing was dropped. */
export function Uploads({ project }: { project: number }) {
  const uploads = useUploads((state) => state.uploads).filter((u) => u.project === project);
  const queries = useQueryClient();
  const done = uploads.filter((u) => u.state === "done").length;
  const failed = uploads.filter((u) => u.state === "failed");
  useEffect(() => {
    if (done > 0) queries.invalidateQueries({ queryKey: ["project", project] });
  }, [done, project, queries]);
  if (uploads.length === 0) return null;
  const sent = uploads.reduce((sum, u) => sum + (u.state === "failed" ? 1 : u.share), 0);
  const running = done + failed.length < uploads.length;
  return (
    <section className="panel uploads" aria-label={text.uploads.title}>
      <div className="spread">
        <strong>
          {running ? text.uploads.running(done, uploads.length) : text.uploads.finished(done, failed.length)}
        </strong>
        {!running && (
          <button type="button" className="button quiet icon" aria-label={text.common.close} onClick={clear}>
            <Icon name="reject" />
          </button>
        )}
      </div>
      {running && <Bar label={text.uploads.title} value={sent} of={uploads.length} />}
      {failed.length > 0 && (
        <ul className="upload-errors">
          {failed.map((u) => (
            <li key={u.id}>
              <Icon name="warning" />
              <span>
                <strong>{u.file.name}</strong> {u.error}
              </span>
              {u.hasBoxes && u.format === "pictures" && (
                <button type="button" className="button" onClick={() => importBoxes(u.id)}>
                  {text.uploads.withBoxes}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
