import AWSS3
import UTCTime

/// The transitions of a record. Each method returns `true` when the transition is legal; an illegal one changes
/// nothing.
extension MultipartCopyRecord {
    /// Makes the record of a new attempt.
    ///
    /// - Parameters:
    ///   - replaced: the record that the new one replaces; its uploads are to be aborted.
    ///   - token: the name of the attempt.
    ///   - lease: the time after which no request of this invocation can still be in progress.
    init(
        _ start: MultipartStart,
        _ plan: PartPlan,
        partsPerMessage: Int,
        replacing replaced: MultipartCopyRecord?,
        token: String,
        lease: UTCTime,
        at now: UTCTime
    ) {
        let source = Source(start.job.source, start.source)
        let open = replaced.flatMap { $0.phase == .done ? nil : $0 }
        self.init(
            target: Self.name(of: start.job.target),
            token: token,
            phase: .preparing,
            source: source,
            sourceOwner: start.job.source.expectedOwner,
            paysRequester: start.job.source.paysRequester,
            targetOwner: start.job.target.expectedOwner,
            plan: plan,
            partsPerMessage: partsPerMessage,
            abandoned: open.map { $0.abandoned.union([$0.uploadID].compactMap { $0 }) } ?? [],
            checksum: S3FullObjectChecksum(of: start.source.head),
            replaces: start.target?.etag,
            leaseUntil: lease,
            startedAt: now,
            updatedAt: now,
            eventTime: start.job.eventTime,
            // Attempts at another state of the source do not count.
            attempt: open.map { $0.source == source ? $0.attempt : 0 } ?? 0
        )
    }

    /// Replaces an old attempt with a new one. Legal if the old attempt's token, phase and lease are still the same as
    /// when it was read.
    mutating func give(way old: MultipartCopyRecord, to new: MultipartCopyRecord) -> Bool {
        guard token == old.token, leaseUntil == old.leaseUntil, phase == old.phase else { return false }
        self = new
        return true
    }

    /// Gives one invocation the lease of a phase. Legal from the phase before, and when the previous lease of this
    /// phase has run out.
    ///
    /// - Parameter phase: `copying`, or after it `completing`.
    mutating func takeLease(_ phase: Phase, until lease: UTCTime, at now: UTCTime) -> Bool {
        let before: Phase = phase == .completing ? .copying : .preparing
        // A lease counts against those who want to do the same thing; ranges are copied by many at a time.
        guard self.phase == before || (self.phase == phase && leaseUntil <= now) else { return false }
        self.phase = phase
        leaseUntil = lease
        updatedAt = now
        return true
    }

    /// Releases the lease, so that the message's next delivery need not wait for an invocation that is over. Legal
    /// while the record still has this lease.
    mutating func giveBack(_ lease: UTCTime, at now: UTCTime) -> Bool {
        guard leaseUntil == lease else { return false }
        leaseUntil = now
        return true
    }

    /// Records the upload's id. Always legal, because the attempt's token was compared before.
    mutating func begin(upload id: String, at now: UTCTime) -> Bool {
        uploadID = id
        phase = .copying
        updatedAt = now
        abandoned = []
        return true
    }

    /// Records that all ranges were sent to the queue.
    mutating func sentRanges(at now: UTCTime) -> Bool {
        isFannedOut = true
        updatedAt = now
        return true
    }

    /// Records that S3 has all parts of a range.
    mutating func finish(range: Int, at now: UTCTime) -> Bool {
        rangesDone.insert(Int64(range))
        updatedAt = now
        return true
    }

    /// Records the end of the copy, with the finished copy's ETag.
    mutating func end(etag: String, at now: UTCTime) -> Bool {
        phase = .done
        targetETag = etag
        updatedAt = now
        rangesDone = []
        abandoned = []
        return true
    }

    /// Sets the phase back to `preparing`, and ends the lease. If the invocation ends now, the message's next delivery
    /// can continue with the record.
    mutating func restart(at now: UTCTime) -> Bool {
        phase = .preparing
        leaseUntil = now
        updatedAt = now
        attempt += 1
        if let uploadID { abandoned.insert(uploadID) }
        uploadID = nil
        rangesDone = []
        isFannedOut = false
        return true
    }

    /// Counts one resend of the copy's messages by the sweeper.
    mutating func resend(at now: UTCTime) -> Bool {
        resends += 1
        if phase == .copying, !hasAllRanges {
            isFannedOut = true
            updatedAt = now
        }
        return true
    }
}
