/** One's own password and API tokens. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { tokensQuery } from "../api/accounts";
import { answer, http } from "../api/client";
import type { Token } from "../api/types";
import type { PageProps } from "../app";
import { FormError, SelectField, TextField, useForm } from "../panels/field";
import { Icon } from "../panels/icons";
import { showNews, showProblem } from "../panels/notices";
import { Shell, useTitle } from "../panels/shell";
import { Answer } from "../panels/states";
import { text } from "../text";
import "../panels/members.css";

function PasswordForm() {
  const { onSubmit, error, busy } = useForm(async (fields, form) => {
    await answer(http.PUT("/api/me/password", { body: { old: fields.secret("old"), new: fields.secret("new") } }));
    form.reset();
    showNews(text.account.passwordChanged);
  });
  return (
    <form className="panel stack" onSubmit={onSubmit}>
      <h2>{text.account.password}</h2>
      <TextField label={text.account.old} name="old" type="password" autoComplete="current-password" required />
      <TextField
        label={text.account.new}
        hint={text.setup.passwordHint}
        name="new"
        type="password"
        autoComplete="new-password"
        minLength={8}
        required
      />
      <FormError error={error} />
      <div className="row">
        <button type="submit" className="button" disabled={busy}>
          {text.account.change}
        </button>
      </div>
    </form>
  );
}

function TokenLine({ token }: { token: Token }) {
  const queries = useQueryClient();
  const revoke = () =>
    answer(http.DELETE("/api/tokens/{token_id}", { params: { path: { token_id: token.id } } }))
      .catch(showProblem)
      .then(() => queries.invalidateQueries({ queryKey: ["tokens"] }));
  return (
    <tr>
      <th scope="row">{token.name}</th>
      <td>{text.account.scopes[token.scope]}</td>
      <td className="soft">{token.used_at ? text.account.used(text.time.at(token.used_at)) : text.account.unused}</td>
      <td className="number">
        <button
          type="button"
          className="button quiet danger"
          onClick={revoke}
          aria-label={text.account.revokeOf(token.name)}
        >
          {text.account.revoke}
        </button>
      </td>
    </tr>
  );
}

function Tokens() {
  const queries = useQueryClient();
  const query = useQuery(tokensQuery);
  const [secret, setSecret] = useState<string | null>(null);
  const { onSubmit, error, busy } = useForm(async (fields, form) => {
    const scope = fields.text("scope") === "write" ? "write" : "read";
    const made = await answer(http.POST("/api/tokens", { body: { name: fields.text("name"), scope } }));
    setSecret(made.secret);
    form.reset();
    await queries.invalidateQueries({ queryKey: ["tokens"] });
  });
  return (
    <section className="panel stack">
      <h2>{text.account.tokens}</h2>
      <p className="soft small">{text.account.tokensLead}</p>
      <Answer query={query}>
        {(tokens) =>
          tokens.length > 0 && (
            <table>
              <tbody>
                {tokens.map((token) => (
                  <TokenLine key={token.id} token={token} />
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
      {secret && (
        <div className="token-secret" role="status">
          <p>{text.account.secret}</p>
          <code>{secret}</code>
          <button
            type="button"
            className="button"
            onClick={() => navigator.clipboard?.writeText(secret).then(() => showNews(text.account.copied))}
          >
            <Icon name="copy" />
            {text.account.copy}
          </button>
        </div>
      )}
      <form className="member-add" onSubmit={onSubmit}>
        <TextField label={text.account.tokenName} name="name" required maxLength={80} autoComplete="off" />
        <SelectField label={text.account.scope} name="scope" defaultValue="read">
          <option value="read">{text.account.scopes.read}</option>
          <option value="write">{text.account.scopes.write}</option>
        </SelectField>
        <button type="submit" className="button" disabled={busy}>
          {text.account.make}
        </button>
      </form>
      <FormError error={error} />
    </section>
  );
}

export default function Account({ me }: PageProps) {
  useTitle(text.account.title);
  return (
    <Shell me={me}>
      <div className="page narrow">
        <h1>{me.name}</h1>
        <PasswordForm />
        <Tokens />
      </div>
    </Shell>
  );
}
