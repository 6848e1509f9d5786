import AWSS3
import LambdaEvents

extension S3ObjectEvent {
    /// The session name of the event's principal, `AWS:AROA…:session`. For a Lambda function it is the function's name.
    var principalSession: String? {
        guard let principalID, let colon = principalID.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        return String(principalID[principalID.utf8.index(after: colon)...])
    }

    /// `true` when a restore is complete; the event may have S3's name or EventBridge's name for it.
    var isRestoreCompleted: Bool { name == "ObjectRestore:Completed" || name == "Object Restore Completed" }

    /// The key of the tag that GuardDuty Malware Protection sets, if it is configured to. Routes may require this tag.
    static let scanTag = "GuardDutyMalwareScanStatus"
    private static let scanName = "Malware Scan "

    /// The tag for the event's scan result; GuardDuty may not have set it on the object yet.
    var tagsOfScan: [S3Tag] {
        guard kind == .scanned, name.hasPrefix(Self.scanName) else { return [] }
        return [S3Tag(key: Self.scanTag, value: String(name.dropFirst(Self.scanName.count)))]
    }

    /// `true` when the scan found no threat: any route may copy the object. With another result, only a route that
    /// requires the scan's tag copies it.
    var isCleanScan: Bool { tagsOfScan.first?.value == "NO_THREATS_FOUND" }

    /// The ETag that the copy's source must have; `nil` when the event names none. Some stores' events have an empty
    /// ETag.
    var pinnedETag: String? { etag.flatMap { $0.isEmpty ? nil : $0 } }

    /// Makes a creation event for an object that still exists after a removal event.
    func asCreation(of state: ObjectSnapshot) -> S3ObjectEvent {
        var event = S3ObjectEvent(kind: .created, name: name, bucket: bucket, key: key, region: region)
        event.versionID = state.head.versionID
        event.learn(from: state)
        return event
    }

    /// Adds the size and the ETag of `state`, if they are missing in the event. Values in the event are kept, because
    /// they name one state.
    mutating func learn(from state: ObjectSnapshot) {
        if size == nil { size = state.size }
        if pinnedETag == nil { etag = state.etag }
    }
}
