/// A time zone that cannot be found or read.
public enum TimeZoneError: Error, Equatable {
    /// The database does not contain the name.
    case unknown(String, known: [String])
    /// The database cannot be read. The text gives the reason.
    case noDatabase(String)
}
