import AWSClient
import AWSSigning
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import AWSS3

@Suite struct RegionTests {
    private final class World: Sendable {
        let s3: Mutex<FakeS3>
        init(_ form: FakeS3.WrongRegionForm) {
            var s3 = FakeS3(["home": true, "far": true])
            s3.setRegion("eu-west-1", of: "home")
            s3.setRegion("us-west-2", of: "far")
            s3.put("far", "k", FakeContent("k", size: 7)) { $0.tags = [("a", "b")] }
            s3.wrongRegionForm = form
            self.s3 = Mutex(s3)
        }
    }

    private func serve(_ world: World) throws -> (LoopbackServer, S3) {
        let server = try LoopbackServer { request in
            world.s3.withLock { $0.reply(to: request) } ?? .status(500)
        }
        return (server, try S3(.at(server)))
    }

    @Test(arguments: FakeS3.WrongRegionForm.allCases)
    func aRefusalIsFollowedOnceAndRemembered(form: FakeS3.WrongRegionForm) async throws {
        let world = World(form)
        let (server, s3) = try serve(world)
        defer { server.stop() }
        #expect(try await s3.headObject(bucket: "far", key: "k")?.size == 7)
        let misdirected = world.s3.withLock { $0.misdirected }
        #expect(misdirected <= 2, "the HEAD, and where it has no header the bucket's HEAD")
        #expect(try await s3.objectTags(bucket: "far", key: "k") == [S3Tag(key: "a", value: "b")])
        #expect(try await s3.isVersioned("far"))
        #expect(try await s3.headObject(bucket: "far", key: "absent") == nil)
        try await s3.deleteObject(bucket: "far", key: "k")
        #expect(world.s3.withLock { $0.misdirected } == misdirected, "the region is remembered")
    }

    @Test(arguments: FakeS3.WrongRegionForm.allCases)
    func requestsWithABodyAreFollowedAsWell(form: FakeS3.WrongRegionForm) async throws {
        let world = World(form)
        let (server, s3) = try serve(world)
        defer { server.stop() }
        #expect(try await s3.objectTags(bucket: "far", key: "k") == [S3Tag(key: "a", value: "b")])
        #expect(world.s3.withLock { $0.misdirected } == 1)
        #expect(server.requests.count == 2)
    }

    @Test func anEventsRegionSparesTheRefusal() async throws {
        let world = World(.permanentRedirect)
        let (server, s3) = try serve(world)
        defer { server.stop() }
        s3.learn(region: "us-west-2", of: "far")
        #expect(try await s3.headObject(bucket: "far", key: "k") != nil)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["ap-south-1", "eu-west-1", "", "x/../y", "-", "a.b"])
    func aWrongOrImpossibleHintIsCorrected(region: String) async throws {
        let world = World(.malformedAuthorization)
        let (server, s3) = try serve(world)
        defer { server.stop() }
        s3.learn(region: region, of: "far")
        #expect(try await s3.headObject(bucket: "far", key: "k") != nil)
        s3.learn(region: region, of: "far")
        #expect(try await s3.headObject(bucket: "far", key: "k") != nil)
        #expect(server.requests.count == 3, "what S3 said counts for more than the next event")
    }

    /// Signed requests, session token included, go to no other partition for what an event says.
    @Test(arguments: [
        "cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "eusc-de-east-1",
    ])
    func aHintOfAnotherPartitionIsIgnored(region: String) async throws {
        let world = World(.permanentRedirect)
        let (server, s3) = try serve(world)
        defer { server.stop() }
        s3.learn(region: region, of: "far")
        #expect(try await s3.headObject(bucket: "far", key: "k") != nil)
        #expect(server.requests.allSatisfy { $0.header("authorization")?.contains("/\(region)/") == false })
    }

    @Test func aHintByALocationConstraintIsTaken() throws {
        let regions = BucketRegions(home: "us-east-1")
        regions.hint("EU", of: "b")
        #expect(regions.region(of: "b") == "eu-west-1")
        regions.hint("US", of: "c")
        #expect(regions.region(of: "c") == "us-east-1")
        regions.hint("Eu", of: "d")
        #expect(regions.region(of: "d") == "us-east-1")
    }

    /// An event may name a region that does not exist: its host name does not resolve.
    @Test func aHintThatDoesNotResolveIsForgotten() async throws {
        let world = World(.malformedAuthorization)
        let server = try LoopbackServer { request in world.s3.withLock { $0.reply(to: request) } ?? .status(500) }
        defer { server.stop() }
        let clients = Mutex(0)
        let url = server.url
        // The second client made is the one for the region that is not there.
        let resolver = try EndpointResolver(region: "eu-west-1") { name in
            guard name == "AWS_ENDPOINT_URL_S3" else { return nil }
            let number = clients.withLock { count in
                count += 1
                return count
            }
            return number == 2 ? "http://s3.us-west-9.invalid" : url
        }
        let s3 = try S3(
            AWSConfiguration(
                endpoints: resolver,
                credentials: StaticCredentials(Credentials(accessKeyID: "AK", secretAccessKey: "s")),
                retry: RetrySettings(maximumAttempts: 1)
            )
        )
        s3.learn(region: "us-west-9", of: "far")
        #expect(try await s3.headObject(bucket: "far", key: "k")?.size == 7)
        s3.learn(region: "us-west-9", of: "far")
        #expect(try await s3.headObject(bucket: "far", key: "k")?.size == 7)
        #expect(clients.withLock { $0 } == 3, "home, the one that is not there, and the bucket's own")
    }

    @Test func aBucketMadeAnewInAnotherRegionIsFoundThere() async throws {
        for form in FakeS3.WrongRegionForm.allCases where form != .optIn && form != .malformedAuthorization {
            let world = World(form)
            let (server, s3) = try serve(world)
            defer { server.stop() }
            #expect(try await s3.headObject(bucket: "far", key: "k") != nil)
            world.s3.withLock { $0.setRegion("ap-south-1", of: "far") }
            #expect(try await s3.headObject(bucket: "far", key: "k") != nil, "\(form)")
            #expect(try await s3.objectTags(bucket: "far", key: "k").count == 1)
        }
    }

    /// A 301 to a HEAD that names nothing, from a region that was right before.
    @Test func aRedirectWithoutAWordAsksTheBucket() async throws {
        let moved = Mutex(false)
        let server = try LoopbackServer { request in
            let region = moved.withLock { $0 } ? "us-west-2" : "ap-south-1"
            if request.target == "/far" { return .status(200, headers: ["x-amz-bucket-region: \(region)"]) }
            let isRight = request.header("authorization")?.contains("/\(region)/") == true
            return isRight ? .status(200, headers: ["ETag: \"e\"", "Content-Length: 1"]) : .status(301)
        }
        defer { server.stop() }
        let s3 = try S3(.at(server))
        #expect(try await s3.headObject(bucket: "far", key: "k") != nil)
        moved.withLock { $0 = true }
        #expect(try await s3.headObject(bucket: "far", key: "k") != nil)
    }

    @Test func clientsWithOtherRetriesShareWhatIsKnown() async throws {
        let world = World(.permanentRedirect)
        let (server, s3) = try serve(world)
        defer { server.stop() }
        let other = try s3.with(retry: RetrySettings(maximumAttempts: 1))
        #expect(try await s3.headObject(bucket: "far", key: "k") != nil)
        #expect(try await other.headObject(bucket: "far", key: "k") != nil)
        #expect(world.s3.withLock { $0.misdirected } == 1)
    }

    @Test func aRefusalThatNamesTheRegionItCameFromIsAnError() async throws {
        let server = try LoopbackServer { _ in .status(301, headers: ["x-amz-bucket-region: eu-west-1"]) }
        defer { server.stop() }
        let s3 = try S3(.at(server))
        await #expect(throws: AWSError.self) { try await s3.headObject(bucket: "far", key: "k") }
        #expect(server.requests.count == 1)
    }

    @Test func twoRegionsThatNameEachOtherEnd() async throws {
        let server = try LoopbackServer { request in
            let isHome = request.header("authorization")?.contains("/eu-west-1/") == true
            return .status(301, headers: ["x-amz-bucket-region: \(isHome ? "us-west-2" : "eu-west-1")"])
        }
        defer { server.stop() }
        let s3 = try S3(.at(server))
        await #expect(throws: AWSError.self) { try await s3.objectTags(bucket: "far", key: "k") }
        #expect(server.requests.count == 2)
    }

    // A HEAD of an object under SSE-C is refused with a 400 that has neither body nor header.
    @Test func aRefusalForSomethingElseAsksForTheRegionOnce() async throws {
        let server = try LoopbackServer { request in
            request.target == "/far" ? .status(200, headers: ["x-amz-bucket-region: eu-west-1"]) : .status(400)
        }
        defer { server.stop() }
        let s3 = try S3(.at(server))
        for _ in 0..<3 {
            let error = await #expect(throws: AWSError.self) { try await s3.headObject(bucket: "far", key: "k") }
            #expect(error?.code == "HTTP400")
        }
        #expect(server.requests.count == 4)
    }

    @Test func onAWSTheRequestGoesToTheRegionsHost() throws {
        let configuration = AWSConfiguration(
            endpoints: try EndpointResolver(region: "eu-west-1") { _ in nil },
            credentials: StaticCredentials(Credentials(accessKeyID: "AK", secretAccessKey: "s"))
        )
        let clients = try RegionalClients(configuration)
        #expect(try clients.client(for: "us-west-2").endpoint.base == "https://s3.us-west-2.amazonaws.com")
        #expect(try clients.client(for: "us-west-2") === clients.client(for: "us-west-2"))
        #expect(try clients.client(for: "eu-west-1") === clients.home)
    }
}
