/// A message that this function sends to itself through its own queue, so that another invocation continues the work.
enum FollowUpMessage: Sendable, Equatable {
    /// The request to copy one range of a large object's parts.
    case parts(range: Int, of: CopyName)
    /// The request to make the target match the source's current state.
    case object(ObjectRequest)
    /// The request to start the crawler after a burst of copies.
    case crawl

    /// The identity of one attempt at a copy in parts. A message about another attempt is ignored.
    struct CopyName: Sendable, Equatable, Codable {
        /// Bucket and key of the target, joined by a slash.
        let target: String
        let token: String
    }

    struct ObjectRequest: Sendable, Equatable, Codable {
        let bucket: String
        let key: String
        /// The time of the event that started the copy; some target keys contain it.
        let time: String?
    }
}
