/// One change of a topic's config.
public enum ConfigChange: Sendable, Equatable {
    case set(String)
    /// The cluster's default counts again.
    case reset
}
