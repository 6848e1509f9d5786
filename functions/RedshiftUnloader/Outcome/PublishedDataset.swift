import JSON
import UTCTime

/// The fields of a `_SUCCESS.json` that later invocations and runs need.
struct PublishedDataset: Sendable, Equatable {
    let plan: String
    let export: String
    let attempt: AttemptPrefix
    let scheduledTime: UTCTime?
    let window: ExportRowRange?
    let replaces: AttemptPrefix?
    let files: Int
    let rows: Int64
    let bytes: Int64

    init(_ manifest: DatasetManifest) {
        plan = manifest.plan
        export = manifest.export
        attempt = AttemptPrefix(run: manifest.run, attempt: manifest.attempt)
        scheduledTime = manifest.scheduledTime
        window = manifest.window
        replaces = manifest.replaces
        files = manifest.files
        rows = manifest.rows
        bytes = manifest.bytes
    }

    /// Reads the content of a `_SUCCESS.json`.
    ///
    /// - Returns: `nil` when the bytes are not a manifest that this function wrote.
    init?(_ bytes: [UInt8]) {
        guard let document = try? JSONDocument(bytes), let run = try? document["run"].string,
            let attempt = try? document["attempt"].int, let plan = try? document["plan"].string,
            let export = try? document["export"].string
        else { return nil }
        self.plan = plan
        self.export = export
        self.attempt = AttemptPrefix(run: run, attempt: attempt)
        scheduledTime = (try? document["scheduledTime"].string).flatMap { UTCTime(iso8601: $0) }
        window = document["window"].ifPresent.flatMap { try? $0.decode(ExportRowRange.self) }
        replaces = document["replaces"].ifPresent.flatMap { try? $0.decode(AttemptPrefix.self) }
        files = (try? document["files"].int) ?? 0
        rows = (try? document["rows"].int64) ?? 0
        self.bytes = (try? document["bytes"].int64) ?? 0
    }
}
