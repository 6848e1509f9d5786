import AWSS3
import LambdaEvents
import UTCTime

extension S3ObjectEvent {
    /// The session name in `AWS:AROA…:session`, which for a Lambda function is its name.
    var principalSession: String? {
        guard let principalID, let colon = principalID.lastIndex(of: ":") else { return nil }
        return String(principalID[principalID.index(after: colon)...])
    }

    /// In S3's own words, or EventBridge's.
    var isRestoreCompleted: Bool { name == "ObjectRestore:Completed" || name == "Object Restore Completed" }

    /// The event that would have told of the state that a removal has left.
    func asCreation(of state: ObjectState) -> S3ObjectEvent {
        var event = S3ObjectEvent(kind: .created, name: name, bucket: bucket, key: key, region: region)
        event.versionID = state.head.versionID
        event.learn(from: state)
        return event
    }

    /// Fills in what the event did not say. What it said stays: that is the state it tells of.
    mutating func learn(from state: ObjectState) {
        if size == nil { size = state.size }
        if etag == nil { etag = state.etag }
        if time == nil {
            time = state.head.lastModified.flatMap { UTCTime(httpDate: $0) }?.rfc3339
        }
    }
}
