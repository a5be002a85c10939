/** The page for addresses that lead nowhere. */
import { Link } from "wouter";
import { useTitle } from "../panels/shell";
import { Empty } from "../panels/states";
import { text } from "../text";

export default function Missing() {
  useTitle(text.missing.title);
  return (
    <Empty title={text.missing.title} icon="warning">
      <p className="soft">{text.missing.lead}</p>
      <Link to="/" className="button">
        {text.missing.home}
      </Link>
    </Empty>
  );
}
