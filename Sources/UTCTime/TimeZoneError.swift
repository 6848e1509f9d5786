/// A time zone that cannot be found or read.
public enum TimeZoneError: Error, Equatable {
    /// The database does not have the name.
    case unknown(String, known: [String])
    /// The database cannot be read; the text says why.
    case noDatabase(String)
}
