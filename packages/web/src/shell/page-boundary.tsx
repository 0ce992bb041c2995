import { Component, type ReactNode } from "react";
import { Notice } from "./states.tsx";

interface Props {
  readonly children: ReactNode;
}

/** A page that fails takes only itself down. What failed is not shown: it may hold a value. */
export class PageBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Notice
        title="This page stopped working"
        action={{ label: "Load it again", run: () => this.setState({ failed: false }) }}
      >
        The other pages go on. Predictions of this tab are still in its history.
      </Notice>
    );
  }
}
