/** Everybody who may sign in to this install; for its admins. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { usersQuery } from "../api/accounts";
import { answer, http } from "../api/client";
import type { Me, User } from "../api/types";
import type { PageProps } from "../app";
import { Dialog } from "../panels/dialog";
import { FormError, TextField, useForm } from "../panels/field";
import { Icon } from "../panels/icons";
import { Menu, MenuItem } from "../panels/menu";
import { showNews, showProblem } from "../panels/notices";
import { Shell, useTitle } from "../panels/shell";
import { Answer } from "../panels/states";
import { text } from "../text";
import "../panels/members.css";

const changeUser = (user: User, body: { is_admin?: boolean; disabled?: boolean; password?: string }) =>
  answer(http.PATCH("/api/users/{user_id}", { params: { path: { user_id: user.id } }, body }));

function PasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { onSubmit, error, busy } = useForm(async (fields) => {
    await changeUser(user, { password: fields.secret("password") });
    showNews(text.account.passwordChanged);
    onClose();
  });
  return (
    <Dialog title={text.users.passwordOf(user.name)} onClose={onClose}>
      <form className="stack" onSubmit={onSubmit}>
        <TextField
          label={text.account.new}
          hint={text.setup.passwordHint}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          required
        />
        <FormError error={error} />
        <div className="row end">
          <button type="submit" className="button primary" disabled={busy}>
            {text.account.change}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function UserLine({ me, user }: { me: Me; user: User }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const act = (call: Promise<unknown>) =>
    call.catch(showProblem).then(() => queries.invalidateQueries({ queryKey: ["users"] }));
  const disabled = user.disabled_at !== null;
  return (
    <tr>
      <th scope="row">{user.name}</th>
      <td>{disabled ? text.users.disabled : user.is_admin ? text.users.admin : text.users.user}</td>
      <td className="soft">{text.users.since(text.time.day(user.created_at))}</td>
      <td className="number">
        <Menu
          trigger={
            <button type="button" className="button quiet icon" aria-label={text.users.actions(user.name)}>
              <Icon name="more" />
            </button>
          }
        >
          <MenuItem onSelect={() => setAsking(true)}>{text.users.setPassword}</MenuItem>
          {user.id !== me.id && (
            <>
              <MenuItem onSelect={() => act(changeUser(user, { is_admin: !user.is_admin }))}>
                {user.is_admin ? text.users.unmakeAdmin : text.users.makeAdmin}
              </MenuItem>
              <MenuItem danger={!disabled} onSelect={() => act(changeUser(user, { disabled: !disabled }))}>
                {disabled ? text.users.enable : text.users.disable}
              </MenuItem>
            </>
          )}
        </Menu>
        {asking && <PasswordDialog user={user} onClose={() => setAsking(false)} />}
      </td>
    </tr>
  );
}

function AddUser() {
  const queries = useQueryClient();
  const { onSubmit, error, busy } = useForm(async (fields, form) => {
    const body = {
      name: fields.text("name"),
      password: fields.secret("password"),
      is_admin: fields.checked("is_admin"),
    };
    await answer(http.POST("/api/users", { body }));
    form.reset();
    await queries.invalidateQueries({ queryKey: ["users"] });
  });
  return (
    <form className="panel stack" onSubmit={onSubmit}>
      <h2>{text.users.add}</h2>
      <div className="member-add">
        <TextField label={text.signIn.name} name="name" autoComplete="off" required maxLength={80} />
        <TextField
          label={text.signIn.password}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          required
        />
        <button type="submit" className="button" disabled={busy}>
          {text.users.create}
        </button>
      </div>
      <label className="check-line small">
        <input type="checkbox" name="is_admin" />
        {text.users.asAdmin}
      </label>
      <FormError error={error} />
    </form>
  );
}

export default function Users({ me }: PageProps) {
  useTitle(text.users.title);
  const query = useQuery(usersQuery);
  return (
    <Shell me={me}>
      <div className="page narrow">
        <h1>{text.users.title}</h1>
        <section className="panel">
          <Answer query={query}>
            {(users) => (
              <table>
                <tbody>
                  {users.map((user) => (
                    <UserLine key={user.id} me={me} user={user} />
                  ))}
                </tbody>
              </table>
            )}
          </Answer>
        </section>
        <AddUser />
      </div>
    </Shell>
  );
}
