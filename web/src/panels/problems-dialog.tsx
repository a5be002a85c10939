/** Every file that an import left out, every picture of which nothing could be made, and why. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { problemsQuery } from "../api/projects";
import { text } from "../text";
import { Dialog } from "./dialog";
import { FormError } from "./field";

type Props = { project: number; job: number; title: string; onClose: () => void };

export function ProblemsDialog({ project, job, title, onClose }: Props) {
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(problemsQuery(project, job));
  return (
    <Dialog title={title} onClose={onClose} wide>
      <ul className="problems" aria-label={title}>
        {data?.pages
          .flatMap(({ items }) => items)
          .map(({ file, why }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
            <li key={place}>
              <strong>{file}</strong> <span className="soft">{why}</span>
            </li>
          ))}
      </ul>
      <FormError error={error} />
      {hasNextPage && (
        <button type="button" className="button" disabled={isFetching} onClick={() => fetchNextPage()}>
          {text.jobs.moreProblems}
        </button>
      )}
    </Dialog>
  );
}
