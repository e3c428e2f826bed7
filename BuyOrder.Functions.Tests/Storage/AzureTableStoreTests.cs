using System.Net;
using System.Text;
using Azure.Core.Pipeline;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>Where the store connects to and as whom; the wire is recorded instead of used.</summary>
public sealed class AzureTableStoreTests
{
    private const string ClientId = "11111111-2222-3333-4444-555555555555";
    private static readonly Uri Account = new("https://account.table.core.windows.net/");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Neither_or_both_of_connection_string_and_address_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new AzureTableStore(new StorageOptions()));
        Assert.Throws<ArgumentException>(
            () => new AzureTableStore(new StorageOptions { ConnectionString = "UseDevelopmentStorage=true", ServiceUri = Account }));
    }

    [Fact]
    public async Task Development_storage_is_the_emulators_default_address()
    {
        using var wire = new RecordedWire();
        var store = Store(wire, new StorageOptions { ConnectionString = "UseDevelopmentStorage=true", TablePrefix = "Pre" });

        await store.Table("Things").ReadAsync("p", "k", Cancellation);

        var request = Assert.Single(wire.Requests);
        const string Row = "http://127.0.0.1:10002/devstoreaccount1/PreThings(PartitionKey='p',RowKey='k')";
        Assert.StartsWith(Row, Uri.UnescapeDataString(request.Address), StringComparison.Ordinal);
        Assert.StartsWith("SharedKeyLite devstoreaccount1:", request.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_managed_identity_asks_for_its_token_once_and_shows_it_to_the_service()
    {
        using var wire = new RecordedWire();
        var store = Store(wire, new StorageOptions { ServiceUri = Account, ManagedIdentityClientId = ClientId });

        await store.Table("Things").ReadAsync("p", "k", Cancellation);
        await store.Table("Things").ReadAsync("p", "k", Cancellation);

        var token = Assert.Single(wire.Requests, request => request.Address.Contains("/oauth2/token", StringComparison.Ordinal));
        Assert.Contains($"client_id={ClientId}", token.Address, StringComparison.Ordinal);
        Assert.Contains("resource=https://storage.azure.com", Uri.UnescapeDataString(token.Address), StringComparison.Ordinal);
        var reads = wire.Requests.Where(request => request != token).ToArray();
        Assert.Equal(2, reads.Length);
        Assert.All(reads, read => Assert.StartsWith($"{Account}Things(", read.Address, StringComparison.Ordinal));
        Assert.All(reads, read => Assert.Equal("Bearer the-token", read.Authorization));
    }

    [Fact]
    public async Task An_identity_that_gets_no_token_is_unavailable()
    {
        using var wire = new RecordedWire(identityKnown: false);
        var store = Store(wire, new StorageOptions { ServiceUri = Account, ManagedIdentityClientId = ClientId });

        await Assert.ThrowsAsync<TableUnavailableException>(() => store.Table("Things").ReadAsync("p", "k", Cancellation));

        Assert.DoesNotContain(wire.Requests, request => request.Address.StartsWith($"{Account}", StringComparison.Ordinal));
    }

    private static AzureTableStore Store(RecordedWire wire, StorageOptions options) =>
        new(options, StorageRetry.Default, new HttpClientTransport(wire));

    /// <summary>Answers as the identity endpoint of a virtual machine does, and as a table service without rows.</summary>
    private sealed class RecordedWire(bool identityKnown = true) : HttpMessageHandler
    {
        private const string Token = """{"access_token":"the-token","expires_in":"86400","expires_on":"4102444800","token_type":"Bearer"}""";
        private const string NoIdentity = """{"error":"invalid_request","error_description":"Identity not found"}""";
        private const string NoRow = """{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"none"}}}""";

        public List<(string Address, string Authorization)> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.RequestUri!.AbsoluteUri, $"{request.Headers.Authorization}"));
            var isForToken = request.RequestUri.AbsolutePath.EndsWith("/oauth2/token", StringComparison.Ordinal);
            var (status, body) = (isForToken, identityKnown) switch
            {
                (false, _) => (HttpStatusCode.NotFound, NoRow),
                (true, true) => (HttpStatusCode.OK, Token),
                (true, false) => (HttpStatusCode.BadRequest, NoIdentity),
            };
            var content = new StringContent(body, Encoding.UTF8, "application/json");
            return Task.FromResult(new HttpResponseMessage(status) { Content = content });
        }
    }
}
