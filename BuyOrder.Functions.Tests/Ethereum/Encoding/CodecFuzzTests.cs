using System.Globalization;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Functions.Tests.Ethereum.Transactions;

namespace BuyOrder.Functions.Tests.Ethereum.Encoding;

/// <summary>
/// Damaged encodings of everything that is decoded: no fault but the documented exception, and what is accepted encodes to itself.
/// BUYORDER_FUZZ_INPUTS asks for more of them; a failure names the seed, which is another one in each run.
/// </summary>
public sealed class CodecFuzzTests(ITestOutputHelper output)
{
    private const int DefaultInputs = 60_000;
    private const int Subjects = 5;
    private const int MostDamages = 3;

    /// <summary>Far above what the inputs need, far below what a length of theirs can claim.</summary>
    private const long MostAllocated = 16 * 1024 * 1024;

    private static readonly AbiEvent Transfer = AbiEvent.Parse("Transfer(address indexed from, address indexed to, uint256 value)");
    private static readonly AbiError Odd = AbiError.Parse("Odd((uint8,bytes)[] parts, int16 code, string why)");

    private static readonly byte[] OddData = Odd.Encode(new object[] { new object[] { 1, new byte[] { 1, 2 } } }, -5, "why");

    private static readonly byte[] Signed = new SignedTransaction(
        FeeMarketTransactionTests.Sample with { AccessList = [new AccessListEntry(Address.Zero, [Hash256.Zero])] },
        new Signature(77, 88, 1)).Encoded.ToArray();

    private readonly int _seed = Random.Shared.Next();

    [Fact]
    public void Damaged_input_is_refused_or_encodes_to_itself()
    {
        var inputs = int.TryParse(
            Environment.GetEnvironmentVariable("BUYORDER_FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? asked
            : DefaultInputs;
        var random = new Random(_seed);
        var accepted = new int[Subjects];
        for (var i = 0; i < inputs; i++)
        {
            accepted[i % Subjects] += Accepts(i % Subjects, random) ? 1 : 0;
        }

        output.WriteLine($"seed {_seed}: {inputs} inputs, accepted {string.Join(", ", accepted)}");
        Assert.All(accepted, count => Assert.InRange(count, 1, inputs));
    }

    private bool Accepts(int subject, Random random)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return subject switch
            {
                0 => Transaction(random.Next(3) == 0 ? WithAnotherField(random) : Damaged(Signed, random)),
                1 => Item(Damaged(Signed[1..], random)),
                2 => Values(random),
                3 => Log(random),
                _ => Reason(Damaged(OddData, random)),
            };
        }
        catch (EthereumFormatException)
        {
            return false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"seed {_seed}, subject {subject}", e);
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        }
    }

    private static bool Transaction(byte[] input)
    {
        var read = SignedTransaction.Decode(input);
        Assert.Equal(input, new SignedTransaction(read.Transaction, read.Signature).Encoded.ToArray());
        return true;
    }

    private static bool Item(byte[] input)
    {
        Assert.Equal(input, Rlp.Encode(Rlp.Decode(input)));
        return true;
    }

    private static bool Values(Random random)
    {
        var sample = AbiSample.Random(random);
        var input = Damaged(sample.Parameters.Encode(sample.Values), random);
        var values = sample.Parameters.Decode(input);
        var encoded = sample.Parameters.Encode([.. values]);
        Assert.Equal(AbiSample.ToJson(values), AbiSample.ToJson(sample.Parameters.DecodeExact(encoded)));
        Assert.True(input.Length >= encoded.Length - 31, "More came out than was in the input.");
        return true;
    }

    private static bool Log(Random random)
    {
        var (from, to) = (Topic(random), Topic(random));
        var log = new LogEntry
        {
            Address = Address.Zero,
            Topics = random.Next(20) == 0 ? [Transfer.Topic, from] : [Transfer.Topic, from, to],
            Data = Damaged(new byte[32], random),
            BlockNumber = 1,
            BlockHash = Hash256.Zero,
            TransactionHash = Hash256.Zero,
            LogIndex = 0,
        };
        if (!Transfer.TryDecode(log, out var values))
        {
            return false;
        }

        Assert.Equal(log.Data.ToArray(), Abi.Encode("uint256", values[2]));
        Assert.Equal((from, to), (new Hash256(Abi.Encode("address", values[0])), new Hash256(Abi.Encode("address", values[1]))));
        return true;
    }

    private static bool Reason(byte[] input)
    {
        var reason = RevertReason.Decode(input, Odd);
        Assert.InRange(reason.Text.Length, 1, RevertReason.MaxTextLength);
        return reason.Kind == RevertKind.Custom;
    }

    private static Hash256 Topic(Random random)
    {
        var topic = new byte[Hash256.Size];
        random.NextBytes(topic.AsSpan(random.Next(4) == 0 ? 11 : 12));
        return new Hash256(topic);
    }

    /// <summary>Well-formed RLP with a field that is another one's encoding, damaged: a decoder that reads it again must bound it again.</summary>
    private static byte[] WithAnotherField(Random random)
    {
        var fields = Rlp.Decode(Signed.AsMemory(1)).Items.ToArray();
        fields[random.Next(fields.Length)] = RlpItem.OfBytes(Damaged(Rlp.Encode(fields[random.Next(fields.Length)]), random));
        return [FeeMarketTransaction.Type, .. Rlp.Encode(RlpItem.OfList(fields))];
    }

    private static byte[] Damaged(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var damages = random.Next(MostDamages + 1); damages > 0; damages--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes.Insert(at, (byte)random.Next(3));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(40)));
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    bytes.AddRange(new byte[random.Next(40)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
