/// Whether all tables must be right, or each for itself.
enum Gate: String, Sendable {
    case all
    case table
}
