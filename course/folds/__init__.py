"""What a learner sees, as pure folds over the trace. No Textual here, no engine but its event types."""
