import AWSS3
import LambdaEvents

extension S3ObjectEvent {
    /// The session name in `AWS:AROA…:session`, which for a Lambda function is its name.
    var principalSession: String? {
        guard let principalID, let colon = principalID.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        return String(principalID[principalID.utf8.index(after: colon)...])
    }

    /// In S3's own words, or EventBridge's.
    var isRestoreCompleted: Bool { name == "ObjectRestore:Completed" || name == "Object Restore Completed" }

    /// The tag that GuardDuty Malware Protection sets where it is configured to, and that routes may require.
    static let scanTag = "GuardDutyMalwareScanStatus"
    private static let scanName = "Malware Scan "

    /// The tag that a scan's result stands for; GuardDuty may not have set it yet.
    var tagsOfScan: [S3Tag] {
        guard kind == .scanned, name.hasPrefix(Self.scanName) else { return [] }
        return [S3Tag(key: Self.scanTag, value: String(name.dropFirst(Self.scanName.count)))]
    }

    /// `true` when no threat was found: the object may go where any route sends it. Others go only where a route requires the
    /// result.
    var isCleanScan: Bool { tagsOfScan.first?.value == "NO_THREATS_FOUND" }

    /// The ETag to pin the source to; some stores' events have an empty one.
    var pinnedETag: String? { etag.flatMap { $0.isEmpty ? nil : $0 } }

    /// An event about the state that a removal has left, as if that state had just been created.
    func asCreation(of state: ObjectSnapshot) -> S3ObjectEvent {
        var event = S3ObjectEvent(kind: .created, name: name, bucket: bucket, key: key, region: region)
        event.versionID = state.head.versionID
        event.learn(from: state)
        return event
    }

    /// Adds what the event did not say. What it said stays: it names a state.
    mutating func learn(from state: ObjectSnapshot) {
        if size == nil { size = state.size }
        if pinnedETag == nil { etag = state.etag }
    }
}
