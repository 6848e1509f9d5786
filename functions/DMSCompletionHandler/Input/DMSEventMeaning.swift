/// What DMS's event ids mean to somebody who waits for an end. Rules and this function go by them, for no other field says
/// it in every shape of event.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html
enum DMSEventMeaning: Sendable, Equatable {
    case ended
    case notAnEnd

    /// - Parameters:
    ///   - id: `DMS-EVENT-0079`, perhaps behind a URL and with white space around it, as in SNS messages.
    ///   - type: `REPLICATION_TASK_STOPPED` and the like.
    init(id: String?, type: String?) {
        let number = id?.split(separator: "#").last.map { $0.filter { !$0.isWhitespace } }
        if let number, Self.ends.contains(number) {
            self = .ended
        } else if let type, Self.endings.contains(where: type.uppercased().hasSuffix) {
            self = .ended
        } else if number == nil || number == "", type == nil || type == "" {
            // Nothing is said: a look costs little, and a missed end much.
            self = .ended
        } else {
            self = .notAnEnd
        }
    }

    /// Stopped and failed.
    private static let ends: Set<String> = ["DMS-EVENT-0079", "DMS-EVENT-0078"]
    private static let endings = ["_STOPPED", "_FAILED", "_FAILURE", "_COMPLETED", "_FINISHED"]
}
