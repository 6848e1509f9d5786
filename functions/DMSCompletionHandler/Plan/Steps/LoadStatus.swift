import JSON

/// A load function's answer about the state of a load: `{"outcome": "Load", "loads": [{"table", "status", "message"}]}`.
enum LoadStatus: Sendable, Equatable {
    case loading
    case loaded
    /// Says why, for people.
    case failed(String)
    /// The function knows no such load.
    case unknown

    /// Judges an answer. A status that begins with a small letter is a phase, as `submitted`. Any other word is an end, and
    /// an end that is not known here is no success.
    ///
    /// - Returns: `nil` for an answer that is none of the above.
    init?(json: [UInt8]) {
        guard let document = try? JSONDocument(json), let outcome = try? document["outcome"].string else { return nil }
        guard outcome != "Unknown" else {
            self = .unknown
            return
        }
        guard outcome == "Load" else { return nil }
        var loads: [JSONElement] = []
        do throws(JSONError) {
            if let several = document["loads"].ifPresent { loads += try several.array }
            if let load = document["load"].ifPresent { loads.append(load) }
            var isRunning = loads.isEmpty
            var failure: String?
            for load in loads {
                let status = try load["status"].string
                switch status {
                case "Loaded", "Duplicate": continue
                case _ where status.utf8.first.map { (0x61...0x7A).contains($0) } ?? false: isRunning = true
                default:
                    guard failure == nil else { continue }
                    let table = try load["table"].ifPresent?.string
                    let message = try load["message"].ifPresent?.string
                    failure = [table, status, message].compactMap { $0 }.joined(separator: ": ")
                }
            }
            self = failure.map { .failed($0) } ?? (isRunning ? .loading : .loaded)
        } catch {
            return nil
        }
    }
}
