using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Nodes;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>How requests are written and results read, and that a result for another question is no result.</summary>
public sealed class EthTests
{
    private static readonly Address Account = Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    private static readonly Hash256 Hash = Hash256.Parse("0x" + new string('1', 64));
    private static readonly Hash256 OtherHash = Hash256.Parse("0x" + new string('2', 64));

    private static string BlockJson() =>
        $$"""
        {"number":"0x10","hash":"{{Hash}}","parentHash":"{{OtherHash}}","timestamp":"0x6921c0f0",
        "gasLimit":"0x1c9c380","gasUsed":"0x5208","baseFeePerGas":"0x7"}
        """;

    private static string LogJson(Hash256 transaction, Hash256 block) =>
        $$"""
        {"address":"{{Account}}","topics":["{{OtherHash}}"],"data":"0x01","blockNumber":"0x10","blockHash":"{{block}}",
        "transactionHash":"{{transaction}}","transactionIndex":"0x0","logIndex":"0x3","removed":false}
        """;

    private static string ReceiptJson(Hash256 transaction, string log, string status = "0x1") =>
        $$"""
        {"transactionHash":"{{transaction}}","status":"{{status}}","blockNumber":"0x10","blockHash":"{{OtherHash}}",
        "transactionIndex":"0x2","from":"{{Account}}","to":null,"contractAddress":"{{Account}}","gasUsed":"0x5208",
        "effectiveGasPrice":"0x3b9aca07","logs":[{{log}}]}
        """;

    [Fact]
    public async Task A_block_is_read()
    {
        var block = await AnswerAsync(Eth.Block(BlockTag.Number(16)), BlockJson());

        Assert.Equal(
            new Block
            {
                Number = 16,
                Hash = Hash,
                ParentHash = OtherHash,
                Timestamp = DateTimeOffset.FromUnixTimeSeconds(0x6921c0f0),
                GasLimit = 30_000_000,
                GasUsed = 21_000,
                BaseFeePerGasWei = 7,
            },
            block);
        Assert.Null(await AnswerAsync(Eth.Block(BlockTag.Number(17)), "null"));
        var unpriced = await AnswerAsync(Eth.Block(Hash), BlockJson().Replace("\"0x7\"", "null", StringComparison.Ordinal));
        Assert.Null(unpriced!.BaseFeePerGasWei);
    }

    [Theory]
    [InlineData(-39001, "Unknown block")]
    [InlineData(-32000, "finalized block not found")]
    [InlineData(-32000, "safe block not found")]
    public async Task A_tag_that_the_chain_does_not_have_gives_no_block(int code, string message)
    {
        await using var server = await FakeNode.StartAsync(
            $$$"""{"jsonrpc":"2.0","id":1,"error":{"code":{{{code}}},"message":"{{{message}}}"}}""");
        var nodes = server.Client();

        Assert.Null(await nodes.ReadAsync(Eth.Block(BlockTag.Finalized), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_pending_block_can_not_be_asked_for() => Assert.Throws<ArgumentException>(() => Eth.Block(BlockTag.Pending));

    [Fact]
    public async Task A_receipt_is_read_with_its_logs()
    {
        var receipt = (await AnswerAsync(Eth.Receipt(Hash), ReceiptJson(Hash, LogJson(Hash, OtherHash))))!;

        Assert.True(receipt.Succeeded);
        Assert.Equal((Hash, OtherHash), (receipt.TransactionHash, receipt.BlockHash));
        Assert.Equal((16UL, 2UL), (receipt.BlockNumber, receipt.TransactionIndex));
        Assert.Equal((Account, null, Account), (receipt.From, receipt.To, receipt.ContractAddress));
        Assert.Equal((21_000UL, (BigInteger)1_000_000_007), (receipt.GasUsed, receipt.EffectiveGasPrice));
        var log = Assert.Single(receipt.Logs);
        Assert.Equal((Account, 3UL, false), (log.Address, log.LogIndex, log.Removed));
        Assert.Equal([OtherHash], log.Topics);
        Assert.Equal([1], log.Data.ToArray());
        Assert.False((await AnswerAsync(Eth.Receipt(Hash), ReceiptJson(Hash, "", "0x0")))!.Succeeded);
    }

    [Fact]
    public async Task A_transaction_that_is_not_mined_has_no_receipt()
    {
        Assert.Null(await AnswerAsync(Eth.Receipt(Hash), "null"));
        Assert.Null(await AnswerAsync(Eth.Receipt(Hash), $$"""{"transactionHash":"{{Hash}}","blockHash":null,"blockNumber":null}"""));
    }

    [Fact]
    public async Task A_transaction_is_read_from_the_pool_and_from_a_block()
    {
        var fields = $"""
            "hash":"{Hash}","nonce":"0x2","from":"{Account}","to":"{Account}","value":"0x5","input":"0x0102"
            """;

        var waiting = (await AnswerAsync(Eth.Transaction(Hash), "{" + fields + $$""","blockNumber":null,"blockHash":null}"""))!;
        var mined = (await AnswerAsync(Eth.Transaction(Hash), "{" + fields + $$""","blockNumber":"0x10","blockHash":"{{OtherHash}}"}"""))!;

        Assert.Equal((2UL, Account, (Address?)Account, (BigInteger)5), (waiting.Nonce, waiting.From, waiting.To, waiting.Value));
        Assert.Equal((null, null), (waiting.BlockNumber, waiting.BlockHash));
        Assert.Equal((16UL, OtherHash), (mined.BlockNumber, mined.BlockHash));
        Assert.Null(await AnswerAsync(Eth.Transaction(Hash), "null"));
    }

    public static readonly TheoryData<string, string, string> WrongResults = new()
    {
        { "a receipt of another transaction", "receipt", ReceiptJson(OtherHash, "") },
        { "a receipt with a log of another transaction", "receipt", ReceiptJson(Hash, LogJson(OtherHash, OtherHash)) },
        { "a receipt with a log of another block", "receipt", ReceiptJson(Hash, LogJson(Hash, Hash)) },
        { "a receipt with a status of 2", "receipt", ReceiptJson(Hash, "", "0x2") },
        { "a receipt without status", "receipt", ReceiptJson(Hash, "").Replace("status", "root", StringComparison.Ordinal) },
        { "a receipt that is a list", "receipt", "[]" },
        { "a receipt that is text", "receipt", "\"0x1\"" },
        {
            "a transaction of another hash", "transaction",
            $$"""{"hash":"{{OtherHash}}","nonce":"0x2","from":"{{Account}}","to":null,"value":"0x5","input":"0x"}"""
        },
        { "a block of another number", "block", BlockJson().Replace("0x10", "0x11", StringComparison.Ordinal) },
        { "a block without a hash", "block", BlockJson().Replace($"\"{Hash}\"", "null", StringComparison.Ordinal) },
        { "a block after the year 9000", "block", BlockJson().Replace("0x6921c0f0", "0xffffffffffffffff", StringComparison.Ordinal) },
        { "a block of another hash", "blockByHash", BlockJson().Replace(Hash.ToString(), OtherHash.ToString(), StringComparison.Ordinal) },
        { "a log that was not asked for", "logs", $"[{LogJson(Hash, Hash)}]" },
        { "logs that are no list", "logs", "{}" },
        { "code of half a byte", "code", "\"0x123\"" },
        { "fees that are no lists", "fees", """{"oldestBlock":"0x1","baseFeePerGas":"0x1"}""" },
    };

    [Theory]
    [MemberData(nameof(WrongResults))]
    public async Task A_result_for_another_question_or_of_another_form_is_no_result(string what, string question, string result)
    {
        Func<Task> ask = question switch
        {
            "receipt" => () => AnswerAsync(Eth.Receipt(Hash), result),
            "transaction" => () => AnswerAsync(Eth.Transaction(Hash), result),
            "block" => () => AnswerAsync(Eth.Block(BlockTag.Number(16)), result),
            "blockByHash" => () => AnswerAsync(Eth.Block(Hash), result),
            "logs" => () => AnswerAsync(Eth.GetLogs(Filter with { Topics = [[Hash]] }), result),
            "code" => () => AnswerAsync(Eth.Code(Account, BlockTag.Latest), result),
            _ => () => AnswerAsync(Eth.FeeHistory(1, BlockTag.Latest), result),
        };

        var unavailable = await Assert.ThrowsAsync<NodeUnavailableException>(ask);

        Assert.True(unavailable.Fault == NodeFault.Malformed, what);
    }

    [Fact]
    public async Task Fees_of_past_blocks_are_read()
    {
        var fees = await AnswerAsync(
            Eth.FeeHistory(2, BlockTag.Latest, 10, 50),
            """{"oldestBlock":"0x5","baseFeePerGas":["0x1","0x2","0x3"],"reward":[["0x4","0x5"],["0x6","0x7"]]}""");

        Assert.Equal(5UL, fees.OldestBlock);
        Assert.Equal([1, 2, 3], fees.BaseFeePerGas);
        Assert.Equal([[4, 5], [6, 7]], fees.Tips.Select(tips => tips.ToArray()));
    }

    [Fact]
    public void Parameters_are_written_as_the_interface_wants_them()
    {
        var call = new CallRequest { From = Account, To = Account, Data = (byte[])[1], Value = 16, Gas = 21_000, MaxFeePerGas = 0 };

        Assert.Equal(
            $$"""[{"from":"{{Account}}","to":"{{Account}}","data":"0x01","value":"0x10","gas":"0x5208","maxFeePerGas":"0x0"},"pending"]""",
            Text(Eth.Call(call, BlockTag.Pending)));
        Assert.Equal("""[{"data":"0x","value":"0x0"},"latest"]""", Text(Eth.EstimateGas(new CallRequest { To = null }, BlockTag.Latest)));
        Assert.Equal("""["0xff",false]""", Text(Eth.Block(BlockTag.Number(255))));
        Assert.Equal("""["0x0",false]""", Text(Eth.Block(BlockTag.Number(0))));
        Assert.Equal("""["earliest",false]""", Text(Eth.Block(BlockTag.Earliest)));
        Assert.Equal("""["0x2","latest",[10,50]]""", Text(Eth.FeeHistory(2, default, 10, 50)));
        Assert.Equal(
            $$"""[{"fromBlock":"0x1","toBlock":"latest","address":["{{Account}}"]"""
            + $$""","topics":[["{{Hash}}"],null,["{{Hash}}","{{OtherHash}}"]]}]""",
            Text(Eth.GetLogs(Filter with { Addresses = [Account], Topics = [[Hash], [], [Hash, OtherHash]] })));
        Assert.Throws<ArgumentOutOfRangeException>(() => Eth.Call(call with { Value = -1 }, BlockTag.Latest));
    }

    [Fact]
    public void Only_the_broadcast_changes_something()
    {
        Assert.False(Eth.SendRawTransaction(new byte[1]).IsRead);
        Assert.True(Eth.ChainId.IsRead);
        Assert.True(Eth.Receipt(Hash).IsRead);
        Assert.True(Eth.Call(new CallRequest { To = Account }, BlockTag.Latest).IsRead);
    }

    private static LogFilter Filter => new() { FromBlock = BlockTag.Number(1), ToBlock = BlockTag.Latest };

    private static string Text(RpcRequest request) => System.Text.Encoding.UTF8.GetString(request.Parameters.Span);

    private static async Task<T> AnswerAsync<T>(RpcRequest<T> request, string result)
    {
        await using var server = await FakeNode.StartAsync(new Dictionary<string, string> { [request.Method] = result });
        return await server.Client().ReadAsync(request, TestContext.Current.CancellationToken);
    }
}
