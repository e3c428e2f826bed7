using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>Random damage to answers: never a value that was not sent, never another exception.</summary>
public sealed class JsonRpcAnswerReaderTests
{
    private const string Good =
        """[{"jsonrpc":"2.0","id":2,"result":"0xaa"},{"jsonrpc":"2.0","id":1,"result":"0x7a69"},"""
        + """{"jsonrpc":"2.0","id":3,"error":{"code":-32000,"message":"m","data":"0x"}}]""";

    [Property(MaxTest = 3000)]
    public void Random_bytes_lose_the_calls(byte[] body) => AssertAllAnsweredOrLost(body);

    [Property(MaxTest = 3000)]
    public void A_damaged_answer_gives_or_loses_each_call(int seed)
    {
        var random = new Random(seed);
        var body = System.Text.Encoding.ASCII.GetBytes(Good).ToList();
        for (var i = random.Next(6); i >= 0; i--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(3))
            {
                case 0:
                    body.RemoveRange(at, Math.Min(random.Next(20), body.Count - at - 1));
                    break;
                case 1:
                    body.Insert(at, (byte)"[]{}\",:0x21"[random.Next(11)]);
                    break;
                default:
                    body.InsertRange(at, body.GetRange(0, random.Next(body.Count)));
                    break;
            }
        }

        AssertAllAnsweredOrLost([.. body]);
    }

    private static void AssertAllAnsweredOrLost(byte[] body)
    {
        var batch = new RpcBatch();
        batch.Add(Eth.ChainId);
        batch.Add(Eth.Code(Address.Zero, BlockTag.Latest));
        batch.Add(Eth.Balance(Address.Zero, BlockTag.Latest));
        try
        {
            JsonRpcAnswerReader.Read(body, batch.Calls, "node");
        }
        catch (NodeUnavailableException e)
        {
            batch.LoseUnanswered(e);
        }

        Assert.DoesNotContain(batch.Calls, call => call.State == RpcCallState.Pending);
    }
}
