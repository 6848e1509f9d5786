import AWSClient
import AWSS3
import LambdaEvents
import LambdaRuntime
import Testing

@testable import S3Copier

@Suite struct CopyDecisionTests {
    private static let routes =
        #"[{"from": {"bucket": "src", "prefix": "in/"}, "to": "s3://first/${key}"}, {"from": {"bucket": "src", "prefix": "in/deep/"}, "to": "s3://second/${key}"}, {"from": {"bucket": "dst"}, "to": "s3://third/${key}"}]"#

    private func plan(
        _ kind: S3ObjectEvent.Kind = .created,
        name: String = "x",
        bucket: String = "src",
        key: String = "in/a",
        size: Int64? = 5,
        time: String? = nil,
        principal: String? = nil,
        tags: [S3Tag]? = nil,
        routes: String = Self.routes,
        _ variables: [String: String] = [:]
    ) throws -> CopyDecision {
        var all = variables
        all["routes"] = routes
        let event = S3ObjectEvent(
            kind: kind,
            name: name,
            bucket: bucket,
            key: key,
            size: size,
            etag: "e",
            versionID: "v",
            time: time,
            principalID: principal
        )
        return CopyDecision(for: event, tags: tags, try CopierSettings(test: all))
    }

    private let source = S3CopySource(bucket: "src", key: "in/a", versionID: "v", etag: "e")

    @Test func copiesTheStateTheEventTellsOf() throws {
        let target = S3CopyTarget(bucket: "first", key: "in/a")
        #expect(try plan() == .copy(ObjectCopyRequest(source: source, target: target, size: 5)))
    }

    @Test func theFirstMatchWins() throws {
        guard case .copy(let job) = try plan(key: "in/deep/a") else { return #expect(Bool(false)) }
        #expect(job.target.bucket == "first")
    }

    @Test(arguments: [S3ObjectEvent.Kind.removed, .taggingChanged, .aclChanged, .restored, .other])
    func leavesOtherEventsAlone(kind: S3ObjectEvent.Kind) throws { #expect(try plan(kind) == .skip(.ignored)) }

    @Test func followsTagsRemovalsAndRestoresWhenAsked() throws {
        let job = ObjectCopyRequest(source: source, target: S3CopyTarget(bucket: "first", key: "in/a"), size: 5)
        #expect(try plan(.taggingChanged, ["follow.tags": "true"]) == .syncTags(job))
        let copy = ObjectCopyRequest(
            source: S3CopySource(bucket: "src", key: "in/a"),
            target: job.target,
            size: 5
        )
        #expect(try plan(.removed, ["follow.deletes": "markers"]) == .mirrorRemoval([copy]))
        let restores = ["outcomes.archived": "restore"]
        #expect(try plan(.restored, name: "ObjectRestore:Completed", restores) == .copy(job))
        #expect(try plan(.restored, name: "ObjectRestore:Post", restores) == .skip(.ignored))
        #expect(try plan(.aclChanged, ["follow.tags": "true"]) == .skip(.ignored))
    }

    @Test func aKeyThatIsLeftOutIsNoUnknownBucket() throws {
        #expect(try plan(key: "out/a") == .skip(.notRouted))
        #expect(try plan(bucket: "stranger") == .skip(.unknownBucket))
    }

    @Test func refusesToCopyABucketOntoItself() throws {
        #expect(try plan(bucket: "same", routes: #"[{"to": "s3://same/${key}"}]"#) == .skip(.loopRefused))
    }

    @Test func doesNotCopyWhatItWroteItself() throws {
        let here = ["AWS_LAMBDA_FUNCTION_NAME": "example-S3Copier"]
        let own = "AWS:AROAEXAMPLEEXAMPLE:example-S3Copier"
        #expect(try plan(principal: own, here) == .skip(.ownCopy))
        #expect(try plan(principal: "AWS:AROAEXAMPLEEXAMPLE:somebody", here) != .skip(.ownCopy))
        var named = here
        named["ignore_principals"] = "[mirror-back, other]"
        #expect(try plan(principal: "AWS:AROAOTHER:mirror-back", named) == .skip(.ownCopy))
        #expect(try plan(principal: own, named) == .skip(.ownCopy))
        named["copy_own_writes"] = "true"
        #expect(try plan(principal: own, named) != .skip(.ownCopy))
    }

    @Test(arguments: [(0, false), (1, true), (9, true), (10, false)] as [(Int64, Bool)])
    func aRouteMayTakeSomeSizesOnly(size: Int64, isTaken: Bool) throws {
        let routes = #"[{"from": {"min_size": "1 B", "max_size": "9 B"}, "to": "s3://dst/${key}"}]"#
        #expect(try (plan(size: size, routes: routes) == .skip(.notRouted)) == !isTaken)
    }

    @Test(arguments: [(0, true), (1, false)] as [(Int64, Bool)])
    func aLargestSizeOfZeroTakesEmptyObjects(size: Int64, isTaken: Bool) throws {
        let routes = #"[{"from": {"max_size": "0 B"}, "to": "s3://dst/${key}"}]"#
        #expect(try (plan(size: size, routes: routes) == .skip(.notRouted)) == !isTaken)
    }

    /// Some stores send an empty ETag: no source has that.
    @Test func anEmptyETagPinsNothing() throws {
        var event = S3ObjectEvent(kind: .created, name: "x", bucket: "src", key: "k", size: 5, etag: "")
        let settings = try CopierSettings(test: ["TARGET_BUCKET": "example-target"])
        guard case .copy(let job) = CopyDecision(for: event, settings) else { return #expect(Bool(false)) }
        #expect(job.source.etag == nil)
        event.etag = "e"
        guard case .copy(let pinned) = CopyDecision(for: event, settings) else { return #expect(Bool(false)) }
        #expect(pinned.source.etag == "e")
    }

    @Test func needsWhatTheEventDoesNotSay() throws {
        let sizes = #"[{"from": {"min_size": "1 B"}, "to": "s3://dst/${key}"}]"#
        #expect(try plan(size: nil, routes: sizes) == .needs(.head(source)))
        let dated = #"[{"to": "s3://dst/${event:yyyy}/${key}"}]"#
        #expect(try plan(routes: dated) == .skip(.undated))
        let modified = #"[{"to": "s3://dst/${modified:yyyy}/${key}"}]"#
        #expect(try plan(time: "2026-11-21T03:44:52Z", routes: modified) == .needs(.head(source)))
        guard case .copy(let job) = try plan(time: "2026-11-21T03:44:52Z", routes: dated) else {
            return #expect(Bool(false))
        }
        #expect(job.target.key == "2026/in/a")
        let tagged = #"[{"from": {"tags": {"a": "1"}}, "to": "s3://dst/${key}"}, {"to": "s3://rest/${key}"}]"#
        #expect(try plan(routes: tagged) == .needs(.tags(source)))
    }

    @Test(arguments: [
        ([S3Tag(key: "a", value: "1"), S3Tag(key: "b", value: "2")], "dst"), ([S3Tag(key: "a", value: "2")], "rest"),
        ([], "rest"),
    ])
    func tagsChooseTheRoute(tags: [S3Tag], bucket: String) throws {
        let routes = #"[{"from": {"tags": {"a": "1"}}, "to": "s3://dst/${key}"}, {"to": "s3://rest/${key}"}]"#
        guard case .copy(let job) = try plan(tags: tags, routes: routes) else { return #expect(Bool(false)) }
        #expect(job.target.bucket == bucket)
    }

    /// The tags of what is gone cannot be read: its copy may be wherever a route could have sent it.
    @Test func aRemovalLooksEverywhereACopyMayBe() throws {
        let routes =
            #"[{"from": {"tags": {"a": "1"}}, "to": "s3://dst/${key}"}, {"to": "s3://rest/${key}"}, {"to": "s3://never/${key}"}]"#
        guard case .mirrorRemoval(let jobs) = try plan(.removed, routes: routes, ["follow.deletes": "markers"]) else {
            return #expect(Bool(false))
        }
        #expect(jobs.map(\.target.bucket) == ["dst", "rest"])
    }

    @Test func aRouteSaysHowTheCopyIsKept() throws {
        let routes =
            #"[{"from": {"requester_pays": true, "owner": "123456789012"}, "to": "s3://dst/${key}", "storage_class": "GLACIER_IR", "encryption": "s3", "to_owner": "210987654321"}]"#
        guard case .copy(let job) = try plan(routes: routes) else { return #expect(Bool(false)) }
        #expect(job.target.storageClass == "GLACIER_IR")
        #expect(job.target.encryption == .s3)
        #expect(job.target.expectedOwner == "210987654321")
        #expect(job.source.expectedOwner == "123456789012")
        #expect(job.source.paysRequester)
    }

    @Test func aFolderMarkerHasNoBasenameToBeCopiedUnder() throws {
        let routes = #"[{"to": "s3://dst/${basename}"}]"#
        #expect(try plan(key: "in/folder/", routes: routes) == .skip(.notRouted))
    }
}
