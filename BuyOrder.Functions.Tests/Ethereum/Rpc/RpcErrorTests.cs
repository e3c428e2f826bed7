using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Nodes;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>Errors in the forms that nodes give them.</summary>
public sealed class RpcErrorTests
{
    private const string Message =
        "0x08c379a0"
        + "0000000000000000000000000000000000000000000000000000000000000020"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "6e6f000000000000000000000000000000000000000000000000000000000000";

    private const string Panic = "0x4e487b710000000000000000000000000000000000000000000000000000000000000001";

    private static readonly Address Account = Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\"code\":3,\"message\":\"execution reverted: no\",\"data\":\"" + Message + "\"", 3, "no")]
    [InlineData("\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x\"", 3, "reverted without a reason")]
    [InlineData("\"code\":-32000,\"message\":\"execution reverted\"", -32000, "reverted without a reason")]
    [InlineData("\"code\":-32015,\"message\":\"VM error\",\"data\":\"Reverted " + Panic + "\"", -32015, "panic 0x01: assertion failed")]
    [InlineData("\"code\":-32603,\"message\":\"reverted\",\"data\":{\"data\":\"" + Panic + "\"}", -32603, "panic 0x01: assertion failed")]
    public async Task A_revert_comes_with_its_reason(string error, long code, string reason)
    {
        await using var server = await FakeNode.StartAsync("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{" + error + "}}");
        var batch = new RpcBatch();
        var call = batch.Add(Eth.Call(new CallRequest { To = Account }, BlockTag.Latest));

        await server.Client().SendAsync(batch, Cancellation);

        var thrown = Assert.Throws<RpcException>(() => call.Result);
        Assert.Equal((code, reason), (thrown.Code, thrown.Reason!.Text));
        Assert.False(call.IsSuccess);
        Assert.False(call.Error!.IsNodeTrouble);
    }

    [Theory]
    [InlineData("\"plain text\"", 0, "an error without a form")]
    [InlineData("17", 0, "an error without a form")]
    [InlineData("{}", 0, "an error without a message")]
    [InlineData("""{"code":"-1","message":17,"data":[1]}""", 0, "an error without a message")]
    [InlineData("""{"code":1e3,"message":"a\nb"}""", 0, "a b")]
    public async Task An_error_of_any_form_stays_an_error(string error, long code, string message)
    {
        await using var server = await FakeNode.StartAsync($$"""{"jsonrpc":"2.0","id":1,"error":{{error}}}""");
        var batch = new RpcBatch();
        var call = batch.Add(Eth.ChainId);

        await server.Client().SendAsync(batch, Cancellation);

        Assert.Equal(new RpcError(code, message), call.Error);
        Assert.Null(Assert.Throws<RpcException>(() => call.Result).Reason);
    }

    [Fact]
    public async Task An_error_without_an_id_belongs_to_the_only_call()
    {
        await using var server = await FakeNode.StartAsync(
            """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}""");
        var batch = new RpcBatch();
        var call = batch.Add(Eth.ChainId);

        await server.Client().SendAsync(batch, Cancellation);

        Assert.Equal(-32700, call.Error!.Code);
    }
}
