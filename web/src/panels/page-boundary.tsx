/** Stands in for a page that cannot be shown, most often because its file went with an update of the product. */
import { Component, type ReactNode } from "react";
import { text } from "../text";
import { Failed } from "./states";

type Props = { address: string; children: ReactNode };

/** Says so and offers to load everything again; another address gets another try. */
export class PageBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError = () => ({ broken: true });

  override componentDidUpdate({ address }: Props): void {
    if (this.state.broken && address !== this.props.address) this.setState({ broken: false });
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return <Failed error={new Error(text.errors.notShown)} retry={() => location.reload()} />;
  }
}
