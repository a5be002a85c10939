/** Name and password; the address the person wanted stays, so the page behind it appears right after. */
import { useQueryClient } from "@tanstack/react-query";
import { meQuery } from "../api/accounts";
import { answer, http } from "../api/client";
import { FormError, TextField, useForm } from "../panels/field";
import { Gate } from "../panels/gate";
import { text } from "../text";

export default function SignIn() {
  const queries = useQueryClient();
  const { onSubmit, error, busy } = useForm(async (fields) => {
    const body = { name: fields.text("name"), password: fields.secret("password") };
    queries.setQueryData(meQuery.queryKey, await answer(http.POST("/api/session", { body })));
  });
  return (
    <Gate title={text.signIn.title}>
      <form className="stack" onSubmit={onSubmit}>
        <TextField label={text.signIn.name} name="name" autoComplete="username" required autoFocus />
        <TextField
          label={text.signIn.password}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <FormError error={error} />
        <button type="submit" className="button primary" disabled={busy}>
          {text.signIn.enter}
        </button>
      </form>
    </Gate>
  );
}
