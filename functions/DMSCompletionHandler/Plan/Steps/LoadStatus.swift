import JSON

/// A load function's answer about one load: `{"outcome": "Load", "loads": [{"table", "status", "message"}]}`.
enum LoadStatus: Sendable, Equatable {
    case loading
    case loaded
    /// A table could not be loaded, for this reason.
    case failed(String)
    /// The load function does not know the load.
    case unknown

    /// Reads a load function's answer. A status that begins with a small letter, such as `submitted`, is a phase of a
    /// running load. Every other status is final, and an unknown final status is a failure.
    ///
    /// - Returns: `nil` for an answer in another form.
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
