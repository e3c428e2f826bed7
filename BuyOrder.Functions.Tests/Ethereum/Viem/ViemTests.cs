using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Functions.Tests.Ethereum.Encoding;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Ethereum.Viem;

/// <summary>Both must say the same on random input. A failure names the seed, which is another one in each run.</summary>
public sealed class ViemTests(TestServers servers)
{
    private const int Samples = 2000;

    private readonly int _seed = Random.Shared.Next();

    [Fact]
    public async Task Transactions_have_the_bytes_that_viem_gives_them_and_viem_finds_their_signer()
    {
        var random = new Random(_seed);
        var signed = new List<(SignedTransaction Transaction, Address Signer)>();
        for (var i = 0; i < Samples; i++)
        {
            using var signer = new PrivateKeySigner(RandomKey(random));
            signed.Add((await RandomTransaction(random).SignAsync(signer, TestContext.Current.CancellationToken), signer.Address));
        }

        var encodings = await ViemOracle.AskAsync(servers, [.. signed.Select(each => TransactionQuestion(each.Transaction))]);
        var senders = await ViemOracle.AskAsync(
            servers,
            [.. signed.Select(each => new JsonObject { ["ask"] = "sender", ["signed"] = Hex.Encode(each.Transaction.Encoded.Span) })]);

        for (var i = 0; i < Samples; i++)
        {
            var (transaction, signer) = signed[i];
            AssertSame(Hex.Encode(transaction.Transaction.EncodeForSigning()), encodings[i], "unsigned", i);
            AssertSame(Hex.Encode(transaction.Encoded.Span), encodings[i], "signed", i);
            AssertSame(transaction.Hash.ToString(), encodings[i], "hash", i);
            AssertSame(signer.ToString(), senders[i], "sender", i);
            AssertSame(transaction.Transaction.Nonce.ToString(CultureInfo.InvariantCulture), senders[i], "nonce", i);
            Assert.Equal(signer, SignedTransaction.Decode(transaction.Encoded).RecoverSender());
        }
    }

    [Fact]
    public async Task Abi_values_have_the_bytes_that_viem_gives_them()
    {
        var random = new Random(_seed);
        var samples = Enumerable.Range(0, Samples).Select(_ => AbiSample.Random(random)).ToArray();
        var questions = samples.Select(
            sample => new JsonObject { ["ask"] = "abi", ["types"] = sample.Types, ["values"] = JsonNode.Parse(sample.ToJson()) });

        var answers = await ViemOracle.AskAsync(servers, [.. questions]);

        for (var i = 0; i < Samples; i++)
        {
            AssertSame(Hex.Encode(samples[i].Parameters.Encode(samples[i].Values)), answers[i], "encoded", i);
            var decoded = samples[i].Parameters.DecodeExact(Hex.Decode(answers[i].GetProperty("encoded").GetString()));
            Assert.Equal(Plain(answers[i].GetProperty("decoded")), AbiSample.ToJson(decoded));
        }
    }

    [Fact]
    public async Task Signatures_by_viem_lead_back_here_and_ours_lead_back_there()
    {
        var random = new Random(_seed);
        var keys = Enumerable.Range(0, Samples).Select(_ => RandomKey(random)).ToArray();
        var hashes = keys.Select(Keccak256OfKey).ToArray();

        var theirs = await ViemOracle.AskAsync(servers, [.. keys.Zip(hashes).Select(pair => new JsonObject
        {
            ["ask"] = "sign",
            ["privateKey"] = Hex.Encode(pair.First),
            ["hash"] = pair.Second.ToString(),
        })]);
        var ours = new List<(Address Signer, Signature Signature)>();
        foreach (var (key, hash) in keys.Zip(hashes))
        {
            using var signer = new PrivateKeySigner(key);
            ours.Add((signer.Address, await signer.SignAsync(hash, TestContext.Current.CancellationToken)));
        }

        var recovered = await ViemOracle.AskAsync(
            servers, [.. ours.Zip(hashes).Select(pair => SignatureQuestion("recover", pair.First.Signature, pair.Second))]);

        for (var i = 0; i < Samples; i++)
        {
            AssertSame(ours[i].Signer.ToString(), theirs[i], "address", i);
            AssertSame(ours[i].Signer.ToString(), recovered[i], "address", i);
            var plain = Convert.FromHexString(Digits(theirs[i], "r") + Digits(theirs[i], "s"));
            var completed = Secp256k1.Complete(hashes[i], plain, ours[i].Signer);
            AssertSame(completed?.YParity.ToString(CultureInfo.InvariantCulture), theirs[i], "yParity", i);
        }
    }

    [Fact]
    public async Task Functions_have_the_selectors_that_viem_gives_them()
    {
        var random = new Random(_seed);
        var functions = Enumerable.Range(0, 300).Select(i => AbiFunction.Parse($"f{i}{AbiSample.Random(random).Parameters}")).ToArray();

        var answers = await ViemOracle.AskAsync(
            servers,
            [.. functions.Select(function => new JsonObject { ["ask"] = "selector", ["signature"] = $"function {function.Signature}" })]);

        for (var i = 0; i < functions.Length; i++)
        {
            AssertSame(functions[i].Selector.ToString(), answers[i], "selector", i);
        }
    }

    private void AssertSame(string? expected, JsonElement answer, string member, int sample)
    {
        var found = answer.TryGetProperty(member, out var value) ? value.GetString() : answer.ToString();
        Assert.True(expected == found, $"seed {_seed}, sample {sample}, {member}: here {expected}, viem {found}");
    }

    private static JsonObject TransactionQuestion(SignedTransaction signed)
    {
        var transaction = signed.Transaction;
        var question = SignatureQuestion("transaction", signed.Signature, signed.Hash);
        question["fields"] = new JsonObject
        {
            ["chainId"] = transaction.ChainId.ToString(CultureInfo.InvariantCulture),
            ["nonce"] = transaction.Nonce.ToString(CultureInfo.InvariantCulture),
            ["maxPriorityFeePerGas"] = transaction.MaxPriorityFeePerGas.ToString(CultureInfo.InvariantCulture),
            ["maxFeePerGas"] = transaction.MaxFeePerGas.ToString(CultureInfo.InvariantCulture),
            ["gas"] = transaction.GasLimit.ToString(CultureInfo.InvariantCulture),
            ["to"] = transaction.To?.ToString(),
            ["value"] = transaction.Value.ToString(CultureInfo.InvariantCulture),
            ["data"] = Hex.Encode(transaction.Data.Span),
            ["accessList"] = new JsonArray([.. transaction.AccessList.Select(entry => new JsonObject
            {
                ["address"] = entry.Address.ToString(),
                ["storageKeys"] = new JsonArray([.. entry.StorageKeys.Select(key => JsonValue.Create(key.ToString()))]),
            })]),
        };
        return question;
    }

    private static JsonObject SignatureQuestion(string ask, Signature signature, Hash256 hash) => new()
    {
        ["ask"] = ask,
        ["hash"] = hash.ToString(),
        ["r"] = Word(signature.R),
        ["s"] = Word(signature.S),
        ["yParity"] = signature.YParity,
    };

    private static FeeMarketTransaction RandomTransaction(Random random)
    {
        var fee = RandomNumber(random, 256);
        return new FeeMarketTransaction
        {
            // JavaScript's numbers are exact up to 53 bits, and viem takes chain ids and nonces as numbers.
            ChainId = 1 + (ulong)RandomNumber(random, 52),
            Nonce = (ulong)RandomNumber(random, 53),
            MaxPriorityFeePerGas = BigInteger.Min(fee, RandomNumber(random, 256)),
            MaxFeePerGas = fee,
            GasLimit = (ulong)RandomNumber(random, 64),
            To = random.Next(10) == 0 ? null : new Address(RandomBytes(random, Address.Size)),
            Value = RandomNumber(random, 256),
            Data = RandomBytes(random, random.Next(3) switch { 0 => 0, 1 => random.Next(60), _ => random.Next(2000) }),
            AccessList = random.Next(4) > 0 ? [] : [.. Enumerable.Range(0, random.Next(3)).Select(_ => RandomEntry(random))],
        };
    }

    private static AccessListEntry RandomEntry(Random random) => new(
        new Address(RandomBytes(random, Address.Size)),
        [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Hash256(RandomBytes(random, Hash256.Size)))]);

    /// <summary>Of any length up to the given, so that small numbers and leading zeros are as frequent as large ones.</summary>
    private static BigInteger RandomNumber(Random random, int maxBits) =>
        UInt256.Read(RandomBytes(random, UInt256.Size)) >> (UInt256.Size * 8) - random.Next(maxBits + 1);

    private static byte[] RandomKey(Random random)
    {
        var key = RandomBytes(random, PrivateKeySigner.KeySize);
        key[0] &= 0x7F;
        return key;
    }

    private static Hash256 Keccak256OfKey(byte[] key) => Keccak256.Compute(key);

    private static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Word(BigInteger value) => Hex.Encode(Abi.Encode("uint256", value));

    private static string Digits(JsonElement answer, string member) => answer.GetProperty(member).GetString()![2..].PadLeft(64, '0');

    private static string Plain(JsonElement json) => JsonNode.Parse(json.GetRawText())!.ToJsonString();
}
