/** The first visitor creates the admin account. */
import { useQueryClient } from "@tanstack/react-query";
import { meQuery } from "../api/accounts";
import { answer, http } from "../api/client";
import { FormError, TextField, useForm } from "../panels/field";
import { Gate } from "../panels/gate";
import { text } from "../text";

export default function Setup({ tokenRequired }: { tokenRequired: boolean }) {
  const queries = useQueryClient();
  const { onSubmit, error, busy } = useForm(async (fields) => {
    const token = tokenRequired ? { token: fields.text("token") } : {};
    const body = { name: fields.text("name"), password: fields.secret("password"), ...token };
    queries.setQueryData(meQuery.queryKey, await answer(http.POST("/api/setup", { body })));
  });
  return (
    <Gate title={text.setup.title} lead={text.setup.lead}>
      <form className="stack" onSubmit={onSubmit}>
        <TextField label={text.setup.name} name="name" autoComplete="username" required autoFocus />
        <TextField
          label={text.setup.password}
          hint={text.setup.passwordHint}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          required
        />
        {tokenRequired && (
          <TextField label={text.setup.token} hint={text.setup.tokenHint} name="token" autoComplete="off" required />
        )}
        <FormError error={error} />
        <button type="submit" className="button primary" disabled={busy}>
          {text.setup.create}
        </button>
      </form>
    </Gate>
  );
}
