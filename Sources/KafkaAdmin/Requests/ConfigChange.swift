/// One change of a topic's config.
public enum ConfigChange: Sendable, Equatable {
    case set(String)
    /// Removes the topic's own value, so that the cluster's default applies again.
    case reset
}
