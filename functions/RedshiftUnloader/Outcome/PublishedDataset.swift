import JSON
import UTCTime

/// What matters to a later run of a `_SUCCESS.json` that is there.
struct PublishedDataset: Sendable, Equatable {
    let run: String
    let attempt: Int
    let scheduledTime: UTCTime?
    let window: ExportWindow?
    let replaces: AttemptPrefix?

    /// - Returns: `nil` for what is no dataset's manifest of this function.
    init?(_ bytes: [UInt8]) {
        guard let document = try? JSONDocument(bytes), let run = try? document["run"].string,
            let attempt = try? document["attempt"].int
        else { return nil }
        self.run = run
        self.attempt = attempt
        scheduledTime = (try? document["scheduledTime"].string).flatMap { UTCTime(iso8601: $0) }
        window = document["window"].ifPresent.flatMap { try? $0.decode(ExportWindow.self) }
        replaces = document["replaces"].ifPresent.flatMap { try? $0.decode(AttemptPrefix.self) }
    }
}
