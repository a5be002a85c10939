/** Short messages at the lower edge: what failed and what to do. They never block and are read out politely. */
import { useEffect } from "react";
import { create } from "zustand";
import { wordsOf } from "../api/errors";
import { text } from "../text";
import { Icon } from "./icons";
import "./notices.css";

type Notice = { id: number; words: string; kind: "problem" | "news" };

const useNotices = create<{ notices: Notice[] }>(() => ({ notices: [] }));
let count = 0;

function show(words: string, kind: Notice["kind"]): void {
  count += 1;
  const notice = { id: count, words, kind };
  useNotices.setState(({ notices }) => ({ notices: [...notices.filter((n) => n.words !== words), notice].slice(-3) }));
}

/** Tells what went wrong; takes an error or words. */
export const showProblem = (problem: unknown) =>
  show(typeof problem === "string" ? problem : wordsOf(problem), "problem");

/** Tells that something happened. */
export const showNews = (words: string) => show(words, "news");

function close(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

function NoticeLine({ notice }: { notice: Notice }) {
  useEffect(() => {
    const timer = setTimeout(() => close(notice.id), notice.kind === "news" ? 4000 : 12000);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <li className={`notice ${notice.kind}`}>
      <Icon name={notice.kind === "news" ? "accept" : "warning"} />
      <span>{notice.words}</span>
      <button
        type="button"
        className="button quiet icon"
        aria-label={text.common.close}
        onClick={() => close(notice.id)}
      >
        <Icon name="reject" />
      </button>
    </li>
  );
}

/** Where the messages appear; once per page. */
export function Notices() {
  const { notices } = useNotices();
  return (
    <ul className="notices" aria-live="polite">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </ul>
  );
}
