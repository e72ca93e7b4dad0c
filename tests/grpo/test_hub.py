"""A model of transformers in the loop: a tiny checkpoint that the test makes, saved and loaded from its folder."""

import json
from dataclasses import replace

import pytest

torch = pytest.importorskip("torch", reason="the tiny GRPO loop needs torch: pip install --group grpo")
transformers = pytest.importorskip("transformers", reason="models of the hub need transformers")

from benchmarks.grpo import hub  # noqa: E402
from benchmarks.grpo.demonstration import Arm  # noqa: E402
from benchmarks.grpo.derivative_free import DerivativeFree, perturb  # noqa: E402
from benchmarks.grpo.rollouts import padded_prompts, sample, texts_of  # noqa: E402
from benchmarks.grpo.tasks import Task  # noqa: E402
from benchmarks.grpo.train import Setting, train  # noqa: E402
from benchmarks.sets import problems_of  # noqa: E402

PROMPTS = ["What is 1+1?", "What is the sum of 12 and 30?"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A Llama of one layer, and a tokenizer of bytes."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    path = tmp_path_factory.mktemp("model")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {"<eos>": 0, **{letter: number for number, letter in enumerate(alphabet, 1)}}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<eos>").save_pretrained(path)
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        eos_token_id=0,
        bos_token_id=None,
        tie_word_embeddings=False,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(path)
    return str(path)


def test_the_cache_is_the_full_forward_pass(folder):
    policy = hub.HubPolicy(folder)
    rollouts = sample(policy, PROMPTS, torch.Generator().manual_seed(0), temperature=0, max_new_tokens=6)
    read, padding = padded_prompts(policy, PROMPTS)
    for step in range(rollouts.completions.shape[1]):
        chosen = policy.logits(read, padding)[:, -1].argmax(-1)
        live = rollouts.mask[:, step] == 1
        assert torch.equal(chosen[live], rollouts.completions[live, step])
        read = torch.cat([read, rollouts.completions[:, step : step + 1]], 1)
    assert len(texts_of(policy, rollouts)) == 2


def test_rows_that_have_ended_are_left_out(folder):
    policy = hub.HubPolicy(folder)
    first, second = sample(policy, PROMPTS, torch.Generator().manual_seed(0), max_new_tokens=6).completions.tolist()
    policy.end = policy.pad = next(token for token in first if token not in second)
    rollouts = sample(policy, PROMPTS, torch.Generator().manual_seed(0), max_new_tokens=6)
    assert rollouts.mask.sum(1).tolist() == [first.index(policy.end) + 1, 6]
    assert rollouts.completions[1].tolist() == second


def test_perturbations_reach_each_row(folder):
    policy = hub.HubPolicy(folder)
    settings = DerivativeFree(only=policy.linear_names(), deviation=1.0)
    noise = perturb(policy.weights, 2, torch.Generator().manual_seed(0), settings)
    assert set(noise) == set(policy.linear_names())
    read, padding = padded_prompts(policy, PROMPTS)
    both = policy.logits(read, padding, perturbation=noise)
    before = {name: weight.clone() for name, weight in policy.weights.items()}
    for row in range(2):
        for name, (a, b) in noise.items():
            policy.weights[name].copy_(before[name] + a[row] @ b[row].T)
        torch.testing.assert_close(policy.logits(read, padding)[row], both[row], rtol=1e-3, atol=1e-4)


def test_data_are_a_file_or_a_published_set(tmp_path, monkeypatch):
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"problem": "1+1?", "answer": "2"}) + "\n")
    [problem] = problems_of(hub.rows_of(str(file)))
    assert (problem.text, problem.answer) == ("1+1?", "2")
    monkeypatch.setattr(hub, "load_set", lambda name, path: [{"problem": name, "expected_answer": "3", "path": path}])
    assert hub.rows_of("math-500") == [{"problem": "MATH-500", "expected_answer": "3", "path": None, "answer": "3"}]
    monkeypatch.undo()
    file.write_text("x\n")
    with pytest.raises(ValueError, match="not JSON"):
        hub.rows_of(str(file))


@pytest.mark.parametrize("update", ["policy-gradient", "derivative-free"])
def test_it_trains(folder, tmp_path, update):
    policy = hub.HubPolicy(folder)
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(json.dumps({"problem": text, "answer": "2"}) + "\n" for text in PROMPTS))
    problems = problems_of(hub.rows_of(str(data)))
    setting = Setting(
        task=Task("rows", lambda *_, **__: problems, lambda *_: "", hub.grade),
        update=update,
        steps=2,
        prompts=2,
        group=4,
        max_new_tokens=6,
        evaluate=2,
    )
    setting = replace(setting, derivative_free=DerivativeFree(only=policy.linear_names(), deviation=5.0))
    before = {name: weight.clone() for name, weight in policy.weights.items()}

    def reward(*, completions, **_):
        return [float(len(completion) % 5) for completion in completions]

    state = train(policy, reward, setting, train_on=problems, test_on=problems, tell=lambda _: None)
    assert state.step == 2
    assert any(not torch.equal(before[name], weight) for name, weight in policy.weights.items())


def test_the_trial_of_a_model(folder, tmp_path):
    data = tmp_path / "rows.jsonl"
    rows = [{"problem": f"What is {n}+1?", "answer": str(n + 1)} for n in range(40)]
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    setting = Setting(prompts=2, group=2, evaluate=1)
    problems = hub.split(str(data), 2)
    assert len(problems[0]) + len(problems[1]) == 40
    found = hub.trial(hub.HubPolicy(folder), problems, Arm("math", steps=1), setting, tmp_path / "out", device="cpu")
    assert found["runs"][0]["accuracy"] == {"before": 0.0, "after": 0.0}
    with pytest.raises(ValueError, match="too few for 100"):
        hub.split(str(data), 100)


def test_what_is_called_true():
    right = r"<think>It is two.</think>\boxed{2}"
    assert hub.grade(right, "2").strict
    assert not hub.grade(right, "2", ended=False).strict
    echo = hub.grade(r"<think>It is.</think>\boxed{1+1}", "2")
    assert (echo.strict, echo.lenient) == (False, True)
